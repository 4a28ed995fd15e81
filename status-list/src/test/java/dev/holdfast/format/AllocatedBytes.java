package dev.holdfast.format;

/// How much memory work takes. By reflection, because the library under test has no reason to read the module that
/// knows.
final class AllocatedBytes {
    private AllocatedBytes() {}

    /// Bytes that the second of two runs allocates in this thread, given back or not.
    static long by(Runnable work) {
        work.run();
        long before = soFar();
        work.run();
        return soFar() - before;
    }

    private static long soFar() {
        try {
            Object threads = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            return (long) Class.forName("com.sun.management.ThreadMXBean")
                    .getMethod("getCurrentThreadAllocatedBytes")
                    .invoke(threads);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JDK does not count allocations", e);
        }
    }
}
