package dev.holdfast.leash;

import java.io.IOException;
import java.io.InputStream;

/// A Java agent that ends its process when standard input ends. A parent that gives its child a pipe for standard
/// input, and never writes to it, so takes the child along however the parent dies: the kernel closes the pipe.
///
/// The program itself must not read standard input. The end is abrupt, with exit code 130 and without shutdown hooks:
/// whoever held the leash is gone, so nobody waits for a tidy end. A process that is stopped (SIGSTOP) while its parent
/// dies notices once it is continued.
public final class Leash {
    private static final int PARENT_GONE = 130;

    private Leash() {}

    /// Called by the JVM before the program's own `main`; returns at once.
    public static void premain(String unused) {
        Thread.ofPlatform().daemon().name("leash").start(() -> holdUntilEnd(System.in));
    }

    private static void holdUntilEnd(InputStream leash) {
        try (leash) {
            while (leash.read() >= 0) {
                // Nothing is expected; whatever comes says that the parent lives.
            }
        } catch (IOException broken) {
            System.err.println("leash: " + broken.getMessage());
        }
        Runtime.getRuntime().halt(PARENT_GONE);
    }
}
