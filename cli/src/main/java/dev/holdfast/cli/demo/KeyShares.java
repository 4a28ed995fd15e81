package dev.holdfast.cli.demo;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;

/// Deals the keys of a demo out to who may hold them, each holder a directory of its own: nobody who serves a region
/// needs the root key, and the stream's notary is the only one to hold the publisher's.
final class KeyShares {
    /// @param directory under the common one
    /// @param files the names of the demo's files that belong there
    private record Share(String directory, Pattern files) {
        Share(String directory, String files) {
            this(directory, Pattern.compile(files));
        }

        boolean takes(Path file) {
            return files.matcher(String.valueOf(file.getFileName())).matches();
        }
    }

    private static final List<Share> SHARES = List.of(
            new Share("root", "root\\.json"),
            new Share("publisher", "publisher-.+"),
            // What a gateway reads: also the keys that are added while keys change.
            new Share("issuers", "issuer-.+-(command(-[a-z0-9]+)?\\.jwk|allocation\\.key)"));

    private KeyShares() {}

    /// Copies; a file that is there already stays, since a program may be reading it.
    static void deal(DemoKeys keys, Path to) throws IOException {
        for (Share share : SHARES) {
            Path directory = Files.createDirectories(to.resolve(share.directory()));
            try (DirectoryStream<Path> files = Files.newDirectoryStream(keys.directory(), share::takes)) {
                for (Path file : files) {
                    copyIfMissing(file, directory.resolve(file.getFileName()));
                }
            }
        }
    }

    /// Whole or not at all: a reader never meets half a key.
    private static void copyIfMissing(Path file, Path target) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Path draft = target.resolveSibling("." + target.getFileName());
        Files.copy(file, draft, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    }
}
