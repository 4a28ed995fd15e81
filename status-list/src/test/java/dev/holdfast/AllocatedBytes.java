package dev.holdfast;

import java.lang.reflect.Method;

/// How much memory work takes. By reflection, because the library under test has no reason to read the module
/// that knows.
public final class AllocatedBytes {
    private static final Object THREADS;
    private static final Method SO_FAR;

    static {
        try {
            THREADS = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            SO_FAR = Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes");
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JDK does not count allocations", e);
        }
    }

    private AllocatedBytes() {}

    /// Bytes that the second of two runs allocates in this thread, given back or not.
    public static long by(Runnable work) {
        work.run();
        long before = soFar();
        work.run();
        return soFar() - before;
    }

    /// Bytes that this thread has ever allocated.
    public static long soFar() {
        try {
            return (long) SO_FAR.invoke(THREADS);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JDK does not count allocations", e);
        }
    }
}
