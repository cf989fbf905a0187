/** The command line: one class for a verb, one for what all verbs share. */
@NullMarked
package io.farpage.server.cli;

import org.jspecify.annotations.NullMarked;
