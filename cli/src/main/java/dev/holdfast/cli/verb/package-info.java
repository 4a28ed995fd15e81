/// The verbs of the command line.
@NullMarked
package dev.holdfast.cli.verb;

import org.jspecify.annotations.NullMarked;
