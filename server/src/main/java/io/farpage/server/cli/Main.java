package io.farpage.server.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.Comparator;
import java.util.ServiceLoader;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of {@code ./farpage}: finds the verbs, runs one, turns every error into one line and an exit code. */
@Command(
        name = "farpage",
        description = "Crash-tolerant remote memory: the spare RAM of many machines as one store of pages.",
        synopsisSubcommandLabel = "VERB",
        subcommands = CommandLine.HelpCommand.class,
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        versionProvider = VersionVerb.class,
        footer = {"", "'farpage help VERB' says what a verb does. Start with 'farpage demo'."})
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final int FAILED = 1;
    private static final int BAD_INPUT = 2;

    private Main() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        Integer stderr = Integer.getInteger("farpage.stderr");
        if (stderr != null) {
            System.setErr(new PrintStream(new FileOutputStream(inherited(stderr)), true, StandardCharsets.UTF_8));
        }
        // Ratis' gRPC logs through java.util.logging; only its errors are for users.
        java.util.logging.Logger.getLogger("").setLevel(Level.SEVERE);
        System.exit(run(args));
    }

    /** A descriptor that this process was started with. Opening it by its name would not share its place in a file, and fails for sockets. */
    private static FileDescriptor inherited(int number) throws ReflectiveOperationException {
        Constructor<FileDescriptor> ofNumber = FileDescriptor.class.getDeclaredConstructor(int.class);
        ofNumber.setAccessible(true);
        return ofNumber.newInstance(number);
    }

    /** Runs one verb and returns its exit code; prints to standard output and error. */
    public static int run(String... args) {
        CommandLine commandLine = new CommandLine(new Main());
        ServiceLoader.load(Verb.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(v -> v.getClass().getSimpleName()))
                .forEach(commandLine::addSubcommand);
        // What is set here holds for the verbs that are there by now.
        commandLine
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((e, command, parsed) -> report(e))
                .setParameterExceptionHandler((e, rest) -> {
                    String verb = e.getCommandLine().getCommandSpec().qualifiedName();
                    System.err.println("farpage: " + oneLine(e.getMessage()) + "; see '" + verb + " --help'");
                    return BAD_INPUT;
                });
        if (args.length == 0) {
            commandLine.usage(System.err);
            return BAD_INPUT;
        }
        return commandLine.execute(args);
    }

    private static int report(Exception e) {
        if (e instanceof UsageException) {
            System.err.println("farpage: " + oneLine(e.getMessage()));
            return BAD_INPUT;
        }
        LOG.debug("verb failed", e);
        // The messages of these are the file's name and nothing else.
        boolean bare = e.getMessage() == null || e instanceof FileSystemException;
        System.err.println("farpage: " + oneLine(bare ? e.toString() : e.getMessage()));
        return FAILED;
    }

    private static String oneLine(@Nullable String message) {
        return String.valueOf(message).replace('\n', ' ').strip();
    }
}
