/// The one command that runs, inspects and proves Holdfast.
@NullMarked
package dev.holdfast.cli;

import org.jspecify.annotations.NullMarked;
