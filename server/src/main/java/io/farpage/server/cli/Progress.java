package io.farpage.server.cli;

import java.io.Console;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar on standard error when that is a terminal, and nothing otherwise. Thread-safe. */
public final class Progress implements AutoCloseable {
    private final @Nullable ProgressBar bar;

    /**
     * Starts a bar.
     *
     * @param task what is being done
     * @param total steps until it is done
     */
    @SuppressWarnings("SystemConsoleNull") // It is null without a terminal, whatever the check says: seen on JDK 25.
    public Progress(String task, long total) {
        Console console = System.console();
        boolean terminal = console != null && console.isTerminal();
        bar = terminal
                ? new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(total)
                        .setStyle(ProgressBarStyle.ASCII)
                        .clearDisplayOnFinish()
                        .setUpdateIntervalMillis(200)
                        .build()
                : null;
    }

    /** Counts steps that are done. */
    public void step(long steps) {
        if (bar != null) {
            bar.stepBy(steps);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
