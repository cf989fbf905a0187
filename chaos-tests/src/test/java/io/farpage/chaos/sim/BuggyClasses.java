package io.farpage.chaos.sim;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.pool.TypePool;

/** Farpage's classes once more, with one bug in them. */
final class BuggyClasses extends ClassLoader {
    private static final String OURS = "io.farpage.";

    private final PlantedBug bug;

    static {
        registerAsParallelCapable();
    }

    BuggyClasses(PlantedBug bug) {
        super(BuggyClasses.class.getClassLoader());
        this.bug = bug;
    }

    /** What goes wrong in the simulated run of a seed; an exception that ends the run counts. Thread-safe. */
    List<String> violations(long seed) {
        List<String> violations = new ArrayList<>();
        try {
            loadClass(Seed.class.getName())
                    .getDeclaredMethod("run", long.class, List.class)
                    .invoke(null, seed, violations);
        } catch (ReflectiveOperationException e) {
            violations.add(String.valueOf(e.getCause()));
        }
        return violations;
    }

    /** What is called in these classes. */
    public static final class Seed {
        private Seed() {}

        /** Adds what goes wrong to a list. */
        public static void run(long seed, List<String> violations) {
            violations.addAll(SimRun.run(FaultPlan.of(seed)).violations());
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known == null ? define(name) : known;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes;
        try {
            bytes = name.equals(bug.type()) ? buggy(name) : sound(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] sound(String name) throws IOException, ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            return in.readAllBytes();
        }
    }

    private byte[] buggy(String name) {
        ClassFileLocator files = ClassFileLocator.ForClassLoader.of(getParent());
        return bug.change()
                .apply(new ByteBuddy()
                        .redefine(TypePool.Default.of(files).describe(name).resolve(), files))
                .make()
                .getBytes();
    }
}
