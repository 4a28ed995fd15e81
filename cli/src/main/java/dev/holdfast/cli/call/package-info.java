/// What every verb needs: where to call, how to call, how to print, how to fail.
@NullMarked
package dev.holdfast.cli.call;

import org.jspecify.annotations.NullMarked;
