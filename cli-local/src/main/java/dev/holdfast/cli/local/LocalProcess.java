package dev.holdfast.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A child JVM on a leash: it ends when this process ends, even by SIGKILL. Only a child that is suspended at that
/// moment escapes a SIGKILL of its parent, until it is continued.
///
/// Output and errors of the child are appended to its log. The methods may be called from any thread.
public final class LocalProcess implements AutoCloseable {
    /// Keeps the pipes open: a collected handle would close the leash of a child that still has work to do.
    private static final Set<LocalProcess> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        // The leash alone would do, were it not for suspended children, which cannot feel it.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(child -> child.signal(true))));
    }

    private final String name;
    private final Process process;
    private final Path log;

    private LocalProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /// Returns as soon as the process exists; what it means to be ready is for the caller to find out.
    ///
    /// @throws CannotStart if the operating system refuses, or a program has not been built
    public static LocalProcess start(JavaProgram program, RunDirectory directory) throws CannotStart {
        Path leash = directory.installation().leash();
        if (!Files.exists(leash)) {
            throw new CannotStart(leash + " is missing; build first");
        }
        Path log = directory.logOf(program.name());
        try {
            Files.createDirectories(log.getParent());
            ProcessBuilder builder = new ProcessBuilder(program.command(leash))
                    .directory(Files.createDirectories(directory.of(program.name()))
                            .toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(program.environment());
            LocalProcess started = new LocalProcess(program.name(), builder.start(), log);
            RUNNING.add(started);
            var _ = started.process.onExit().thenRun(started::release);
            return started;
        } catch (IOException refused) {
            throw new CannotStart("cannot start " + program.name() + ": " + refused.getMessage(), refused);
        }
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public Path log() {
        return log;
    }

    /// SIGKILL; returns when the process is gone.
    public void kill() {
        signal(true);
        process.onExit().join();
    }

    /// SIGTERM, and SIGKILL if the process has not ended after `grace`. A suspended process is continued first.
    public void stop(Duration grace) throws InterruptedException {
        if (isAlive()) {
            resume();
        }
        signal(false);
        if (!process.waitFor(grace)) {
            kill();
        }
    }

    /// SIGSTOP: the process keeps its memory and its connections, and does nothing.
    public void suspend() throws InterruptedException {
        jobControl("STOP");
    }

    /// SIGCONT: undoes [#suspend()].
    public void resume() throws InterruptedException {
        jobControl("CONT");
    }

    /// Waits until the process ends by itself.
    ///
    /// @return its exit code; after a signal 128 plus the number of the signal
    public int await() throws InterruptedException {
        return process.waitFor();
    }

    /// The end of the log, for telling why a process did not come up. Empty if there is none.
    public String lastLines(int count) {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
        } catch (IOException unreadable) {
            return "";
        }
    }

    /// The same as [#kill()].
    @Override
    public void close() {
        kill();
    }

    /// Signals by handle: `Process.destroy` would also close the pipe, and the leash would cut a tidy shutdown
    /// short.
    private void signal(boolean forcibly) {
        boolean _ = forcibly
                ? process.toHandle().destroyForcibly()
                : process.toHandle().destroy();
    }

    private void jobControl(String signal) throws InterruptedException {
        try {
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (kill.waitFor() != 0 && isAlive()) {
                throw new IllegalStateException("SIG" + signal + " did not reach " + name);
            }
        } catch (IOException noShell) {
            throw new UncheckedIOException(noShell);
        }
    }

    private void release() {
        RUNNING.remove(this);
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyBroken) {
            // The child is gone, and so is the pipe.
        }
    }
}
