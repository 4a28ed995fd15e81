package dev.holdfast.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.event.Deployment;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.Region;
import dev.holdfast.event.WriterId;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.KeyId;
import dev.holdfast.trust.Statement.Compromise;
import dev.holdfast.trust.Statement.Disowning;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The JSON payload of a trust document. A member that is not known here is refused, because what it would have
/// restricted is not known either.
final class TrustDocumentCodec {
    static final int MAX_ISSUERS = 10_000;

    private static final int MAX_KEYS = 64;
    private static final int MAX_WRITERS = 256;
    private static final int MAX_STATEMENTS = 4096;
    private static final Set<String> MEMBERS = Set.of(
            "deployment",
            "version",
            "rules",
            "partitions",
            "previous",
            "iat",
            "exp",
            "root",
            "issuers",
            "publishers",
            "compromised",
            "disowned");

    private TrustDocumentCodec() {}

    static TrustDocument read(byte[] payload) throws Malformed {
        ObjectNode json = StrictJson.parseObject(payload, "the trust document");
        StrictJson.onlyMembers(json, MEMBERS, "the trust document");
        try {
            Deployment deployment = new Deployment(StrictJson.text(json, "deployment"));
            return new TrustDocument(
                    deployment,
                    StrictJson.integer(json, "version", 1, Integer.MAX_VALUE),
                    StrictJson.integer(json, "rules", 1, 255),
                    StrictJson.integer(json, "partitions", 1, 1024),
                    json.has("previous")
                            ? Optional.of(
                                    Hash.wrap(StrictJson.base64Url(StrictJson.text(json, "previous"), "previous")))
                            : Optional.empty(),
                    instant(json, "iat"),
                    instant(json, "exp"),
                    Root.fromJson(deployment, StrictJson.child(json, "root")),
                    readIssuers(json),
                    readPublishers(json),
                    readStatements(json));
        } catch (IllegalArgumentException e) {
            throw new Malformed("the trust document: " + e.getMessage(), e);
        }
    }

    static byte[] write(TrustDocument document) {
        ObjectNode json = StrictJson.object()
                .put("deployment", document.deployment().value())
                .put("version", document.version())
                .put("rules", document.rules())
                .put("partitions", document.partitions());
        document.previous().ifPresent(hash -> json.put("previous", StrictJson.base64Url(hash.toArray())));
        json.put("iat", document.issuedAt().getEpochSecond())
                .put("exp", document.expiresAt().getEpochSecond());
        document.root().writeInto(json.putObject("root"));
        ArrayNode issuers = json.putArray("issuers");
        for (Issuer issuer : document.issuers()) {
            ObjectNode node = issuers.addObject().put("id", issuer.id().value());
            TrustJson.putKeys(node, "callerKeys", issuer.callerKeys());
            TrustJson.putKeys(node, "commandKeys", issuer.commandKeys());
            ArrayNode writers = node.putArray("writers");
            issuer.writers().stream().map(WriterId::value).sorted().forEach(writers::add);
        }
        ArrayNode publishers = json.putArray("publishers");
        for (Publisher publisher : document.publishers()) {
            ObjectNode node = publishers
                    .addObject()
                    .put("region", publisher.region().value())
                    .put("epoch", publisher.epoch());
            TrustJson.putKeys(node, "checkpointKeys", publisher.checkpointKeys());
            TrustJson.putKeys(node, "tokenKeys", publisher.tokenKeys());
        }
        document.statements().forEach(statement -> write(statement, json));
        return StrictJson.write(json);
    }

    private static void write(Statement statement, ObjectNode json) {
        switch (statement) {
            case Compromise compromise ->
                json.withArray("compromised")
                        .addObject()
                        .put("kid", compromise.key().value())
                        .put("since", compromise.since().getEpochSecond())
                        .put("version", compromise.version());
            case Disowning disowning ->
                json.withArray("disowned")
                        .addObject()
                        .put("region", disowning.region().value())
                        .put("epoch", disowning.epoch())
                        .put("partition", disowning.partition())
                        .put("from", disowning.fromN())
                        .put("version", disowning.version());
        }
    }

    /// Both members may be missing: nothing was taken back.
    private static List<Statement> readStatements(ObjectNode json) throws Malformed {
        List<Statement> statements = new ArrayList<>();
        if (json.has("compromised")) {
            for (JsonNode node : StrictJson.elements(json, "compromised", MAX_STATEMENTS)) {
                StrictJson.onlyMembers(node, Set.of("kid", "since", "version"), "a compromise");
                statements.add(new Compromise(
                        new KeyId(StrictJson.text(node, "kid")),
                        instant(node, "since"),
                        StrictJson.integer(node, "version", 1, Integer.MAX_VALUE)));
            }
        }
        if (json.has("disowned")) {
            for (JsonNode node : StrictJson.elements(json, "disowned", MAX_STATEMENTS)) {
                StrictJson.onlyMembers(node, Set.of("region", "epoch", "partition", "from", "version"), "a disowning");
                statements.add(new Disowning(
                        new Region(StrictJson.text(node, "region")),
                        StrictJson.integer(node, "epoch", 1, Integer.MAX_VALUE),
                        StrictJson.integer(node, "partition", 0, 1023),
                        StrictJson.integer(node, "from"),
                        StrictJson.integer(node, "version", 1, Integer.MAX_VALUE)));
            }
        }
        return statements;
    }

    private static List<Issuer> readIssuers(ObjectNode json) throws Malformed {
        List<Issuer> issuers = new ArrayList<>();
        for (JsonNode node : StrictJson.elements(json, "issuers", MAX_ISSUERS)) {
            StrictJson.onlyMembers(node, Set.of("id", "callerKeys", "commandKeys", "writers"), "an issuer");
            Set<WriterId> writers = new TreeSet<>(Comparator.comparing(WriterId::value));
            for (JsonNode writer : StrictJson.elements(node, "writers", MAX_WRITERS)) {
                if (!writer.isTextual() || !writers.add(new WriterId(writer.textValue()))) {
                    throw new Malformed("writers are not distinct strings");
                }
            }
            issuers.add(new Issuer(
                    new IssuerId(StrictJson.text(node, "id")),
                    TrustJson.keys(node, "callerKeys", MAX_KEYS),
                    TrustJson.keys(node, "commandKeys", MAX_KEYS),
                    writers));
        }
        return issuers;
    }

    private static List<Publisher> readPublishers(ObjectNode json) throws Malformed {
        List<Publisher> publishers = new ArrayList<>();
        for (JsonNode node : StrictJson.elements(json, "publishers", MAX_KEYS)) {
            StrictJson.onlyMembers(node, Set.of("region", "epoch", "checkpointKeys", "tokenKeys"), "a publisher");
            publishers.add(new Publisher(
                    new Region(StrictJson.text(node, "region")),
                    StrictJson.integer(node, "epoch", 1, Integer.MAX_VALUE),
                    TrustJson.keys(node, "checkpointKeys", MAX_KEYS),
                    TrustJson.keys(node, "tokenKeys", MAX_KEYS)));
        }
        return publishers;
    }

    private static Instant instant(JsonNode json, String member) throws Malformed {
        long seconds = StrictJson.integer(json, member);
        if (seconds < 0 || seconds > 253_402_300_799L) {
            throw new Malformed(member + " is outside the years 1970 to 9999");
        }
        return Instant.ofEpochSecond(seconds);
    }
}
