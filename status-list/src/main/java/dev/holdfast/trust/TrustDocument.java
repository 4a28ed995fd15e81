package dev.holdfast.trust;

import dev.holdfast.event.Deployment;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.Region;
import dev.holdfast.event.WriterId;
import dev.holdfast.layout.Hash;
import dev.holdfast.sign.KeyId;
import dev.holdfast.sign.PublicKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Who may sign what in one deployment, at one version. Reading one says nothing about whether it is signed: see
/// [SignedTrustDocument].
///
/// @param version from 1 on, without gaps
/// @param rules version of the fold's rules that hold while this document does
/// @param partitions how many partitions `status-events` has
/// @param previous hash of the payload before this one; empty in version 1
/// @param issuedAt when it was made
/// @param expiresAt checkpoints with a later `iat` are refused under it
/// @param root keys that this document and its successor are signed with
public record TrustDocument(
        Deployment deployment,
        int version,
        int rules,
        int partitions,
        Optional<Hash> previous,
        Instant issuedAt,
        Instant expiresAt,
        Root root,
        List<Issuer> issuers,
        List<Publisher> publishers) {
    /// The rules version that this library folds by.
    public static final int RULES = 1;

    /// @throws IllegalArgumentException if a number is out of range, a name stands twice, or one key has two uses
    public TrustDocument {
        if (version < 1 || rules < 1 || partitions < 1 || partitions > 1024) {
            throw new IllegalArgumentException("version, rules or partitions out of range");
        }
        if ((version == 1) != previous.isEmpty()) {
            throw new IllegalArgumentException("version 1 and only version 1 has no previous document");
        }
        if (!expiresAt.isAfter(issuedAt)) {
            throw new IllegalArgumentException("exp is not after iat");
        }
        issuers = List.copyOf(issuers);
        publishers = List.copyOf(publishers);
        requireDistinct(root, issuers, publishers);
    }

    public Optional<Issuer> issuer(IssuerId id) {
        return issuers.stream().filter(issuer -> issuer.id().equals(id)).findFirst();
    }

    public Optional<Publisher> publisher(Region region) {
        return publishers.stream()
                .filter(publisher -> publisher.region().equals(region))
                .findFirst();
    }

    /// The command keys of every issuer, by id.
    public Map<KeyId, KeyHolder> commandKeys() {
        Map<KeyId, KeyHolder> holders = new LinkedHashMap<>();
        for (Issuer issuer : issuers) {
            issuer.commandKeys().forEach(key -> holders.put(key.keyId(), new KeyHolder(key, issuer)));
        }
        return holders;
    }

    /// The caller keys of every issuer, by id.
    public Map<KeyId, KeyHolder> callerKeys() {
        Map<KeyId, KeyHolder> holders = new LinkedHashMap<>();
        for (Issuer issuer : issuers) {
            issuer.callerKeys().forEach(key -> holders.put(key.keyId(), new KeyHolder(key, issuer)));
        }
        return holders;
    }

    /// The writers of an issuer.
    public boolean isWriter(IssuerId issuer, WriterId writer) {
        return issuer(issuer).map(found -> found.writers().contains(writer)).orElse(false);
    }

    private static void requireDistinct(Root root, List<Issuer> issuers, List<Publisher> publishers) {
        long keys = root.keys().size()
                + issuers.stream()
                        .mapToLong(i -> i.callerKeys().size() + i.commandKeys().size())
                        .sum()
                + publishers.stream()
                        .mapToLong(
                                p -> p.checkpointKeys().size() + p.tokenKeys().size())
                        .sum();
        long distinct = Stream.of(
                        root.keys().values().stream(),
                        issuers.stream().flatMap(i -> Stream.concat(i.callerKeys().stream(), i.commandKeys().stream())),
                        publishers.stream()
                                .flatMap(p -> Stream.concat(p.checkpointKeys().stream(), p.tokenKeys().stream())))
                .flatMap(Function.identity())
                .map(PublicKey::keyId)
                .distinct()
                .count();
        if (keys != distinct) {
            throw new IllegalArgumentException("one key has two uses");
        }
        if (issuers.stream().map(Issuer::id).distinct().count() != issuers.size()
                || publishers.stream().map(Publisher::region).distinct().count() != publishers.size()) {
            throw new IllegalArgumentException("an issuer or a region stands twice");
        }
    }

    /// A key and the issuer it belongs to.
    public record KeyHolder(PublicKey key, Issuer issuer) {}
}
