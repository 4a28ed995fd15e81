package dev.holdfast.cli.trust;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Writes files as a whole or not at all.
final class SafeFiles {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private SafeFiles() {}

    /// Puts content in the place of what a file held.
    static void replace(Path file, byte[] content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        // New, so that nothing is written to where a link of that name leads.
        Files.write(next, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        sync(next);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Makes a file that only its owner can read, as a whole or not at all, and never takes one's place.
    ///
    /// @throws FileAlreadyExistsException if there is one
    static void createSecret(Path file, byte[] content) throws IOException {
        // Of a fixed name, so that what a kill left behind is removed by who comes next.
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        Files.createFile(next, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            Files.write(next, content);
            sync(next);
            place(next, file);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /// Unlike a move, a link replaces nothing, whoever made it in the meantime. Sticks often know no links.
    private static void place(Path next, Path file) throws IOException {
        try {
            Files.createLink(file, next);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            Files.move(next, file);
        }
    }

    /// What a person has to hear of a failure beside the name of the file.
    static String why(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "there is no such folder";
            case FileAlreadyExistsException _ -> "something else is there";
            case DirectoryNotEmptyException _ -> "a folder is in its place";
            case FileSystemException known when known.getReason() != null -> known.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    /// Whether anybody but its owner may read a file.
    static boolean isOpenToOthers(Path file) throws IOException {
        return !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file).stream()
                .filter(permission -> permission != PosixFilePermission.OWNER_EXECUTE)
                .toList());
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
