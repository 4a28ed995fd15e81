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
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/// One person's copy of the trust documents: `root.json`, which readers pin, `v0001.json` and on, and the next
/// one in the making, `draft.json`. None of it is secret, and all of it is verified whenever it is read.
public final class TrustFolder {
    private static final Pattern DOCUMENT = Pattern.compile("v(\\d{4,18})\\.json");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

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
        String absent = "; begin with ./holdfast trust init, or name another --dir";
        try {
            return Root.parse(read(rootFile(), absent).toArray());
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
                chain.add(SignedTrustDocument.open(newest(chain), root, read(file, "")));
            } catch (Malformed | Untrusted e) {
                throw new Failure(Exit.DISTRUST, file + " is not to be trusted: " + e.getMessage());
            }
        }
        requireNoGap(chain.size());
        return chain;
    }

    /// A document that went missing is no reason to make another one of its version: that would be a fork.
    private void requireNoGap(int newest) throws Failure {
        SortedMap<Long, Path> later = documents().tailMap(newest + 1L);
        if (!later.isEmpty()) {
            throw Failure.usage(later.get(later.firstKey()) + " is there and " + documentFile(newest + 1)
                    + " is missing: get it from where the others have it");
        }
    }

    /// The files that are named like documents, by their versions.
    private SortedMap<Long, Path> documents() throws Failure {
        SortedMap<Long, Path> documents = new TreeMap<>();
        try (Stream<Path> files = Files.list(dir)) {
            files.filter(file -> !Files.isDirectory(file)).forEach(file -> {
                Matcher name = DOCUMENT.matcher(file.getFileName().toString());
                if (name.matches()) {
                    documents.put(Long.valueOf(name.group(1)), file);
                }
            });
        } catch (IOException e) {
            throw Failure.usage("cannot look into " + dir + ": " + SafeFiles.why(e));
        }
        return documents;
    }

    /// Makes a change while nobody else changes this folder: two people who sign at once both keep their signatures.
    <T> T alone(FolderLock.Change<T> change) throws Failure {
        return new FolderLock(dir, PATIENCE).alone(change);
    }

    /// Whether a file holds a document that is here already, or a draft of it, whoever signed that copy.
    boolean holds(Path file) throws Failure {
        Bytes bytes = read(file, "");
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

    /// A draft of a document that is here already is none: whoever completed it was stopped before it was deleted.
    Optional<TrustDraft> draft() throws Failure {
        return Files.exists(draftFile()) && !holds(draftFile())
                ? Optional.of(readDraft(draftFile()))
                : Optional.empty();
    }

    TrustDraft requireDraft() throws Failure {
        return draft().orElseThrow(this::noDraft);
    }

    private Failure noDraft() {
        return Failure.usage("there is no draft in " + dir
                + "; make one with an edit such as ./holdfast trust renew, or merge one you were given");
    }

    /// A draft, or a copy of the next document that others have completed.
    TrustDraft readDraft(Path file) throws Failure {
        List<SignedTrustDocument> chain = chain();
        try {
            return TrustDraft.read(root(), newest(chain), read(file, ""));
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
            throw Failure.usage("cannot write in " + dir + ": " + SafeFiles.why(e));
        }
    }

    void make() throws Failure {
        try {
            Files.createDirectories(dir);
        } catch (IOException e) {
            throw Failure.usage("cannot make " + dir + ": " + SafeFiles.why(e));
        }
    }

    /// Writes the root, before there is any document. The same one may be there already: whoever began was stopped,
    /// or has discarded the first draft.
    void begin(Root root) throws Failure {
        boolean begun = !documents().isEmpty() || Files.exists(draftFile(), LinkOption.NOFOLLOW_LINKS);
        if (Files.exists(rootFile())) {
            if (begun || !root().equals(root)) {
                throw Failure.usage(rootFile() + " is there already; name another --dir");
            }
            return;
        }
        if (begun) {
            throw Failure.usage(dir + " has documents or a draft and no " + rootFile()
                    + ": get it from where the others have it, or name another --dir");
        }
        try {
            SafeFiles.replace(rootFile(), root.toBytes());
        } catch (IOException e) {
            throw Failure.usage("cannot write in " + dir + ": " + SafeFiles.why(e));
        }
    }

    /// Deletes the draft, whatever it holds.
    void discard() throws Failure {
        if (Files.isDirectory(draftFile(), LinkOption.NOFOLLOW_LINKS)) {
            throw Failure.usage(draftFile() + " is a directory, and no draft of anybody: remove it by hand");
        }
        try {
            Files.delete(draftFile());
        } catch (NoSuchFileException e) {
            throw noDraft();
        } catch (IOException e) {
            throw Failure.usage("cannot delete " + draftFile() + ": " + SafeFiles.why(e));
        }
    }

    /// @param advice what to do if there is no such file
    private static Bytes read(Path file, String advice) throws Failure {
        try {
            return Bytes.of(BoundedFile.read(file, SignedTrustDocument.MAX_BYTES));
        } catch (Malformed e) {
            throw Failure.usage(file + " is longer than a trust document may be");
        } catch (NoSuchFileException e) {
            throw Failure.usage("there is no " + file + advice);
        } catch (IOException e) {
            throw Failure.usage("cannot read " + file + ": " + SafeFiles.why(e));
        }
    }
}
