package dev.holdfast.cli.trust;

import dev.holdfast.cli.call.Exit;
import dev.holdfast.cli.call.Failure;
import dev.holdfast.layout.BoundedFile;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDraft;
import dev.holdfast.trust.Untrusted;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/// One person's copy of the trust documents: `root.json`, which readers pin, `v0001.json` and on, and the next
/// one in the making, `draft.json`. None of it is secret, and all of it is verified whenever it is read.
public final class TrustFolder {
    private static final Pattern DOCUMENT = Pattern.compile("v\\d{4,}\\.json");

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "folder with the trust documents (default: ${DEFAULT-VALUE})")
    private Path dir = Path.of("trust");

    Path rootFile() {
        return dir.resolve("root.json");
    }

    Path draftFile() {
        return dir.resolve("draft.json");
    }

    Path documentFile(int version) {
        return dir.resolve(String.format(Locale.ROOT, "v%04d.json", version));
    }

    Root root() throws Failure {
        try {
            return Root.parse(read(rootFile()).toArray());
        } catch (Malformed e) {
            throw Failure.usage(rootFile() + ": " + e.getMessage());
        }
    }

    /// The documents from version 1 on, each following from the one before it.
    List<SignedTrustDocument> chain() throws Failure {
        Root root = root();
        List<SignedTrustDocument> chain = new ArrayList<>();
        for (int version = 1; Files.exists(documentFile(version)); version++) {
            Path file = documentFile(version);
            try {
                chain.add(SignedTrustDocument.open(newest(chain), root, read(file)));
            } catch (Malformed | Untrusted e) {
                throw new Failure(Exit.DISTRUST, file + " is not to be trusted: " + e.getMessage());
            }
        }
        requireNoGap(chain.size());
        return chain;
    }

    /// A document that went missing is no reason to make another one of its version: that would be a fork.
    private void requireNoGap(int newest) throws Failure {
        try (Stream<Path> files = Files.list(dir)) {
            Optional<Path> later = files.filter(TrustFolder::isDocument)
                    .filter(file -> !Files.isDirectory(file))
                    .filter(file -> file.compareTo(documentFile(newest)) > 0)
                    .min(Comparator.naturalOrder());
            if (later.isPresent()) {
                throw Failure.usage(later.get() + " is there and " + documentFile(newest + 1)
                        + " is missing: get it from where the others have it");
            }
        } catch (IOException e) {
            throw Failure.usage("cannot look into " + dir + ": " + e.getMessage());
        }
    }

    private static boolean isDocument(Path file) {
        return DOCUMENT.matcher(file.getFileName().toString()).matches();
    }

    /// Something that is read, changed and written again, by one process at a time.
    @FunctionalInterface
    interface Change<T> {
        T make() throws Failure;
    }

    /// Makes a change while nobody else changes this folder: two people who sign at once both keep their signatures.
    <T> T alone(Change<T> change) throws Failure {
        if (!Files.isDirectory(dir)) {
            return change.make();
        }
        try (FileChannel channel =
                        FileChannel.open(dir.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            Objects.requireNonNull(lock);
            return change.make();
        } catch (IOException e) {
            throw Failure.usage("cannot write in " + dir + ": " + e.getMessage());
        }
    }

    /// Whether a file holds a document that is here already, or a draft of it, whoever signed that copy.
    boolean holds(Path file) throws Failure {
        Bytes bytes = read(file);
        Root root = root();
        Optional<SignedTrustDocument> before = Optional.empty();
        for (SignedTrustDocument held : chain()) {
            try {
                if (TrustDraft.read(root, before, bytes).hash().equals(held.hash())) {
                    return true;
                }
            } catch (Malformed | Untrusted e) {
                // Not that one; what it is otherwise, reading it as a draft tells.
            }
            before = Optional.of(held);
        }
        return false;
    }

    static Optional<SignedTrustDocument> newest(List<SignedTrustDocument> chain) {
        return chain.isEmpty() ? Optional.empty() : Optional.of(chain.getLast());
    }

    Optional<TrustDraft> draft() throws Failure {
        return Files.exists(draftFile()) ? Optional.of(readDraft(draftFile())) : Optional.empty();
    }

    TrustDraft requireDraft() throws Failure {
        return draft().orElseThrow(() -> Failure.usage("there is no " + draftFile()
                + "; make one with an edit such as ./holdfast trust renew, or merge one you were given"));
    }

    /// A draft, or a copy of the next document that others have completed.
    TrustDraft readDraft(Path file) throws Failure {
        List<SignedTrustDocument> chain = chain();
        try {
            return TrustDraft.read(root(), newest(chain), read(file));
        } catch (Malformed | Untrusted e) {
            throw new Failure(
                    Exit.DISTRUST, file + " does not follow version " + chain.size() + " here: " + e.getMessage());
        }
    }

    /// Keeps a draft; once it is complete, as the next document.
    ///
    /// @return the file it is in
    Path keep(TrustDraft draft) throws Failure {
        try {
            if (!draft.missing().isEmpty()) {
                SafeFiles.replace(draftFile(), draft.toBytes().toArray());
                return draftFile();
            }
            SignedTrustDocument complete = draft.complete();
            Path file = documentFile(complete.document().version());
            SafeFiles.replace(file, complete.bytes().toArray());
            Files.deleteIfExists(draftFile());
            return file;
        } catch (Malformed | Untrusted e) {
            throw new Failure(Exit.DISTRUST, "it cannot be completed: " + e.getMessage());
        } catch (IOException e) {
            throw Failure.usage("cannot write in " + dir + ": " + e.getMessage());
        }
    }

    void begin(Root root) throws Failure {
        if (Files.exists(rootFile())) {
            throw Failure.usage(rootFile() + " is there already; name another --dir");
        }
        try {
            Files.createDirectories(dir);
            SafeFiles.replace(rootFile(), root.toBytes());
        } catch (IOException e) {
            throw Failure.usage("cannot write in " + dir + ": " + e.getMessage());
        }
    }

    void discard() throws Failure {
        requireDraft();
        try {
            Files.delete(draftFile());
        } catch (IOException e) {
            throw Failure.usage("cannot delete " + draftFile() + ": " + e.getMessage());
        }
    }

    private static Bytes read(Path file) throws Failure {
        try {
            return Bytes.of(BoundedFile.read(file, SignedTrustDocument.MAX_BYTES));
        } catch (Malformed e) {
            throw Failure.usage(file + " is longer than a trust document may be");
        } catch (IOException e) {
            throw Failure.usage("cannot read " + file + "; begin with ./holdfast trust init, or name another --dir");
        }
    }
}
