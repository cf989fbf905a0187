package io.farpage.server.cli;

import java.util.concurrent.Callable;

/**
 * A verb of the command line, found by {@link java.util.ServiceLoader}, so that modules above this one can bring their own. An
 * implementation carries picocli's annotations and returns its exit code: 0 for success, 1 when what it was to show did not
 * come out, 2 for bad input.
 */
public interface Verb extends Callable<Integer> {}
