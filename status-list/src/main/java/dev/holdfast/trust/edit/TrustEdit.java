package dev.holdfast.trust.edit;

import dev.holdfast.event.IssuerId;
import dev.holdfast.event.Region;
import dev.holdfast.sign.KeyId;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.trust.Issuer;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.Statement;
import dev.holdfast.trust.Statement.Compromise;
import dev.holdfast.trust.Statement.Disowning;
import dev.holdfast.trust.TrustDocument;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Edits of a document that is not signed yet. Each gives another document, or says why it makes no sense.
public final class TrustEdit {
    /// How long a document is good for unless somebody says otherwise.
    public static final Duration VALIDITY = Duration.ofDays(30);

    private TrustEdit() {}

    /// Version 1, with nobody in it but the root.
    public static TrustDocument first(Root root, int partitions, Instant now, Duration validity) {
        Instant issuedAt = now.truncatedTo(ChronoUnit.SECONDS);
        return new TrustDocument(
                root.deployment(),
                1,
                TrustDocument.RULES,
                partitions,
                Optional.empty(),
                issuedAt,
                issuedAt.plus(validity),
                root,
                List.of(),
                List.of());
    }

    /// The next version, with the same content and a new life.
    public static TrustDocument next(SignedTrustDocument before, Instant now, Duration validity) {
        TrustDocument held = before.document();
        Instant issuedAt = now.truncatedTo(ChronoUnit.SECONDS);
        return new TrustDocument(
                held.deployment(),
                held.version() + 1,
                held.rules(),
                held.partitions(),
                Optional.of(before.hash()),
                issuedAt,
                issuedAt.plus(validity),
                held.root(),
                held.issuers(),
                held.publishers(),
                held.statements());
    }

    public static TrustDocument addIssuer(TrustDocument document, Issuer issuer) throws BadEdit {
        return built(() -> Parts.of(document).adding(issuer).build());
    }

    public static TrustDocument removeIssuer(TrustDocument document, IssuerId id) throws BadEdit {
        Issuer issuer = document.issuer(id).orElseThrow(() -> new BadEdit("there is no issuer " + id));
        return built(() -> Parts.of(document).without(issuer).build());
    }

    public static TrustDocument addPublisher(TrustDocument document, Publisher publisher) throws BadEdit {
        return built(() -> Parts.of(document).adding(publisher).build());
    }

    public static TrustDocument removePublisher(TrustDocument document, Region region) throws BadEdit {
        Publisher publisher = publisher(document, region);
        return built(() -> Parts.of(document).without(publisher).build());
    }

    /// Puts a new key beside an old one or in its place.
    ///
    /// @param overlap whether the old one stays
    public static TrustDocument rotate(TrustDocument document, KeyId old, PublicKey fresh, boolean overlap)
            throws BadEdit {
        KeyUse use = use(document, old);
        if (fresh.keyId().equals(old)) {
            throw new BadEdit("the new key is the old one");
        }
        return built(() -> use.place().with(document, keys -> {
            List<PublicKey> next = new ArrayList<>(keys);
            next.removeIf(key -> !overlap && key.keyId().equals(old));
            next.add(fresh);
            return next;
        }));
    }

    /// Takes a key out of its use.
    public static TrustDocument retire(TrustDocument document, KeyId old) throws BadEdit {
        KeyUse use = use(document, old);
        return built(() -> use.place()
                .with(
                        document,
                        keys -> keys.stream()
                                .filter(key -> !key.keyId().equals(old))
                                .toList()));
    }

    /// States that somebody else may have used a key, and takes it out of its use where it is still listed.
    ///
    /// @param since from when on what a reader holds by it is void; all of it for [Instant#EPOCH]
    /// @param fresh takes its place, if there is one
    public static TrustDocument compromise(TrustDocument document, KeyId key, Instant since, Optional<PublicKey> fresh)
            throws BadEdit {
        TrustDocument base = document;
        if (fresh.isPresent()) {
            base = rotate(document, key, fresh.get(), false);
        } else if (KeyUse.of(document, key).isPresent()) {
            base = retire(document, key);
        }
        Parts parts = Parts.of(base);
        Statement statement = new Compromise(key, since.truncatedTo(ChronoUnit.SECONDS), document.version());
        return built(() -> parts.adding(statement).build());
    }

    /// Ends a region's epoch.
    ///
    /// @param disowned partitions of which the old epoch does not count from an n on
    public static TrustDocument raiseEpoch(TrustDocument document, Region region, Map<Integer, Long> disowned)
            throws BadEdit {
        Publisher held = publisher(document, region);
        Publisher next = new Publisher(region, held.epoch() + 1, held.checkpointKeys(), held.tokenKeys());
        Parts parts = Parts.of(document).replacing(held, next);
        for (Map.Entry<Integer, Long> from : disowned.entrySet()) {
            parts = parts.adding(
                    new Disowning(region, held.epoch(), from.getKey(), from.getValue(), document.version()));
        }
        return built(parts::build);
    }

    private static Publisher publisher(TrustDocument document, Region region) throws BadEdit {
        return document.publisher(region).orElseThrow(() -> new BadEdit("there is no publisher " + region));
    }

    private static KeyUse use(TrustDocument document, KeyId key) throws BadEdit {
        return KeyUse.of(document, key).orElseThrow(() -> new BadEdit("the document does not list the key " + key));
    }

    /// A document's own rules say what is wrong.
    private static TrustDocument built(Supplier<TrustDocument> edit) throws BadEdit {
        try {
            return edit.get();
        } catch (IllegalArgumentException e) {
            throw new BadEdit(String.valueOf(e.getMessage()));
        }
    }
}
