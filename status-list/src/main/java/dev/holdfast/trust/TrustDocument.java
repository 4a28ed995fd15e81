package dev.holdfast.trust;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.event.Deployment;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.Region;
import dev.holdfast.event.WriterId;
import dev.holdfast.layout.Hash;
import dev.holdfast.sign.KeyId;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.trust.Statement.Compromise;
import dev.holdfast.trust.Statement.Disowning;
import java.time.Instant;
import java.util.Comparator;
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
/// @param statements what the root has taken back, in this document or an earlier one
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
        List<Publisher> publishers,
        List<Statement> statements) {
    /// The rules version that this library folds by.
    public static final int RULES = 1;

    /// @throws IllegalArgumentException if a number is out of range, a name stands twice, one key has two uses,
    ///     or a statement and the rest contradict each other
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
        statements = statements.stream().sorted(Statement.ORDER).toList();
        requireDistinct(root, issuers, publishers);
        requireKept(version, partitions, root, issuers, publishers, statements);
    }

    /// A document that takes nothing back.
    public TrustDocument(
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
        this(
                deployment,
                version,
                rules,
                partitions,
                previous,
                issuedAt,
                expiresAt,
                root,
                issuers,
                publishers,
                List.of());
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

    /// Whether a key was stated to be compromised, from whatever time on.
    public boolean isCompromised(KeyId key) {
        return compromises().anyMatch(compromise -> compromise.key().equals(key));
    }

    /// The statement that voids a signed header, and demands the newest document of what replaces it. A disowning
    /// before a compromise, because it takes back more.
    public Optional<Statement> voiding(Header header, KeyId signer) {
        Stream<Statement> all = statements.stream().filter(statement -> switch (statement) {
            case Compromise compromise -> compromise.voids(signer, header.issuedAt());
            case Disowning disowning -> disowning.voids(header);
        });
        return all.max(Comparator.comparing((Statement statement) -> statement instanceof Disowning)
                .thenComparingInt(Statement::version));
    }

    /// What is disowned of a partition.
    public List<Disowning> disowned(int partition) {
        return statements.stream()
                .filter(Disowning.class::isInstance)
                .map(Disowning.class::cast)
                .filter(disowning -> disowning.partition() == partition)
                .toList();
    }

    /// Every key that the document lists, root keys included.
    public Stream<PublicKey> keys() {
        return keys(root, issuers, publishers);
    }

    private Stream<Compromise> compromises() {
        return statements.stream().filter(Compromise.class::isInstance).map(Compromise.class::cast);
    }

    private static Stream<PublicKey> keys(Root root, List<Issuer> issuers, List<Publisher> publishers) {
        return Stream.of(
                        root.keys().values().stream(),
                        issuers.stream().flatMap(Issuer::keys),
                        publishers.stream().flatMap(Publisher::keys))
                .flatMap(Function.identity());
    }

    private static void requireDistinct(Root root, List<Issuer> issuers, List<Publisher> publishers) {
        long keys = keys(root, issuers, publishers).count();
        long distinct =
                keys(root, issuers, publishers).map(PublicKey::keyId).distinct().count();
        if (keys != distinct) {
            throw new IllegalArgumentException("one key has two uses");
        }
        if (issuers.stream().map(Issuer::id).distinct().count() != issuers.size()
                || publishers.stream().map(Publisher::region).distinct().count() != publishers.size()) {
            throw new IllegalArgumentException("an issuer or a region stands twice");
        }
    }

    private static void requireKept(
            int version,
            int partitions,
            Root root,
            List<Issuer> issuers,
            List<Publisher> publishers,
            List<Statement> statements) {
        if (statements.stream().distinct().count() != statements.size()
                || statements.stream().anyMatch(statement -> statement.version() > version)) {
            throw new IllegalArgumentException("a statement stands twice or is of a later version");
        }
        for (Statement statement : statements) {
            boolean contradicted = switch (statement) {
                case Compromise compromise ->
                    keys(root, issuers, publishers).anyMatch(key -> key.keyId().equals(compromise.key()));
                case Disowning disowning ->
                    disowning.partition() >= partitions
                            || publishers.stream()
                                    .anyMatch(publisher -> publisher.region().equals(disowning.region())
                                            && publisher.epoch() <= disowning.epoch());
            };
            if (contradicted) {
                throw new IllegalArgumentException(
                        statement instanceof Compromise
                                ? "a compromised key is still listed"
                                : "a disowned epoch is not over, or there is no such partition");
            }
        }
    }

    /// A key and the issuer it belongs to.
    public record KeyHolder(PublicKey key, Issuer issuer) {}
}
