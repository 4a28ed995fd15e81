/// The main job, shown: one region on one machine, as real processes, put under load, deprived of its centre, and
/// audited at the end. The end-to-end tests start the same processes by the same classes.
@NullMarked
package dev.holdfast.cli.demo;

import org.jspecify.annotations.NullMarked;
