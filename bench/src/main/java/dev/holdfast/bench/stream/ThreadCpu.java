package dev.holdfast.bench.stream;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/// CPU time of threads. That of other processes is read from Linux.
final class ThreadCpu {
    /// Where results go, so that no compiler can leave the work out.
    @SuppressWarnings("UnusedVariable")
    private static volatile Object sink = "";

    private ThreadCpu() {}

    /// Nanoseconds on a processor of the threads of a process whose name begins so.
    ///
    /// @param name at most 15 characters: Linux keeps no more
    ///
    /// @throws IllegalStateException if there is no such thread
    static long nanos(long pid, String name) throws IOException {
        long sum = 0;
        boolean found = false;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path task : tasks) {
                if (read(task.resolve("comm")).startsWith(name)) {
                    found = true;
                    String schedule = read(task.resolve("schedstat"));
                    sum += Long.parseLong(schedule.substring(0, schedule.indexOf(' ')));
                }
            }
        }
        if (!found) {
            throw new IllegalStateException("process " + pid + " has no thread " + name);
        }
        return sum;
    }

    /// Microseconds of this thread's CPU that one call takes, once it is warm.
    static double microsOf(Callable<?> task) throws Exception {
        double _ = timed(task, 400_000_000L);
        return timed(task, 400_000_000L);
    }

    private static double timed(Callable<?> task, long nanos) throws Exception {
        var threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        long calls = 0;
        long now;
        do {
            sink = task.call();
            calls++;
            now = threads.getCurrentThreadCpuTime();
        } while (now - start < nanos);
        return (now - start) / 1_000.0 / calls;
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
    }
}
