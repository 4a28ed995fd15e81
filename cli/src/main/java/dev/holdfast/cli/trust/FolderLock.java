package dev.holdfast.cli.trust;

import dev.holdfast.cli.call.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Lets one process at a time change a folder. A process that ends lets go, however it ends.
///
/// @param patience how long another one is waited for
record FolderLock(Path dir, Duration patience) {
    private static final long LOOK_AGAIN_NANOS = 20_000_000;

    /// Something that is read, changed and written again.
    @FunctionalInterface
    interface Change<T> {
        T make() throws Failure;
    }

    /// Makes a change while nobody else makes one. A folder that is not there yet is nobody's.
    <T> T alone(Change<T> change) throws Failure {
        if (!Files.isDirectory(dir)) {
            return change.make();
        }
        if (Files.exists(file(), LinkOption.NOFOLLOW_LINKS)
                && !Files.isRegularFile(file(), LinkOption.NOFOLLOW_LINKS)) {
            throw Failure.usage(file() + " is no file of ours: remove it by hand");
        }
        try (FileChannel channel = FileChannel.open(
                        file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock lock = await(channel)) {
            Objects.requireNonNull(lock);
            return change.make();
        } catch (IOException e) {
            throw Failure.usage("cannot write in " + dir + ": " + SafeFiles.why(e));
        }
    }

    Path file() {
        return dir.resolve(".lock");
    }

    private FileLock await(FileChannel channel) throws IOException, Failure {
        long began = System.nanoTime();
        Optional<FileLock> lock = tryLock(channel);
        while (lock.isEmpty()) {
            if (System.nanoTime() - began >= patience.toNanos()) {
                throw Failure.usage("another command is changing " + dir + ": run this one again when that has ended");
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            lock = tryLock(channel);
        }
        return lock.get();
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            // Held in this very process, which is no different.
            return Optional.empty();
        }
    }
}
