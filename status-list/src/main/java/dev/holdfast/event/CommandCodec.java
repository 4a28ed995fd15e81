package dev.holdfast.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.Command.Envelope;
import dev.holdfast.event.Command.LeaseBlock;
import dev.holdfast.event.Command.OpenList;
import dev.holdfast.event.Command.RetireList;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.format.Form;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.JwsHeader;
import dev.holdfast.sign.Signer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// The signed form of a command: a compact JWS, `typ` [#TYPE], with a JSON payload that has exactly the members
/// written here. Thread-safe.
public final class CommandCodec {
    public static final String TYPE = "holdfast-command+jwt";

    /// The longest signing input, in bytes.
    public static final int MAX_SIGNED_BYTES = 700 << 10;

    private static final int MAX_PUBLICATIONS = 8;
    private static final Set<String> COMMON =
            Set.of("deployment", "iss", "list", "writer", "idempotencyKey", "id", "open", "lease", "change", "retire");

    private CommandCodec() {}

    /// Signs a command with a command key of its issuer.
    public static SignedCommand sign(Command command, Signer signer) {
        signer.requireOfRules();
        Bytes signed = JwsHeader.of(TYPE, signer).signingInput(payload(command));
        return new SignedCommand(signed, signer.keyId(), Bytes.of(signer.sign(signed.toArray())));
    }

    /// Takes a compact JWS apart without judging it.
    public static SignedCommand fromCompactJws(String jws) throws Malformed {
        int dot = jws.lastIndexOf('.');
        if (dot < 0 || !StandardCharsets.US_ASCII.newEncoder().canEncode(jws)) {
            throw new Malformed("not a compact JWS");
        }
        Bytes signed = Bytes.ofAscii(jws.substring(0, dot));
        return new SignedCommand(
                signed,
                JwsHeader.split(signed, MAX_SIGNED_BYTES).header().keyId(),
                Bytes.of(StrictJson.base64Url(jws.substring(dot + 1), "signature")));
    }

    static String compact(SignedCommand command) {
        return command.signedBytes().toAscii()
                + "."
                + StrictJson.base64Url(command.signature().toArray());
    }

    /// What a command says, and the algorithm that its header names.
    public record Opened(Command command, Algorithm algorithm) {}

    /// Reads what a command says. Its signature is not looked at here.
    public static Command read(SignedCommand signed) throws Malformed {
        return open(signed).command();
    }

    /// The same with the algorithm of the signature, for who goes on to verify it.
    public static Opened open(SignedCommand signed) throws Malformed {
        JwsHeader.Split parts = JwsHeader.split(signed.signedBytes(), MAX_SIGNED_BYTES);
        parts.header().requireType(TYPE);
        if (!parts.header().keyId().equals(signed.keyId())) {
            throw new Malformed("the key id beside the command differs from its header's");
        }
        try {
            return new Opened(
                    read(StrictJson.parseObject(parts.payload().toArray(), "the command")),
                    parts.header().algorithm());
        } catch (IllegalArgumentException e) {
            throw new Malformed("the command: " + e.getMessage(), e);
        }
    }

    private static Command read(ObjectNode json) throws Malformed {
        StrictJson.onlyMembers(json, COMMON, "the command");
        Envelope envelope = new Envelope(
                new Deployment(StrictJson.text(json, "deployment")),
                new IssuerId(StrictJson.text(json, "iss")),
                new ListId(StrictJson.text(json, "list")),
                new WriterId(StrictJson.text(json, "writer")),
                new IdempotencyKey(StrictJson.text(json, "idempotencyKey")),
                CommandId.parse(StrictJson.text(json, "id")));
        if (json.size() != 7) {
            throw new Malformed("the command asks for more or less than one thing");
        }
        if (json.has("open")) {
            return readOpen(envelope, StrictJson.child(json, "open"));
        }
        if (json.has("lease")) {
            return readLease(envelope, StrictJson.child(json, "lease"));
        }
        if (json.has("change")) {
            return new ChangeStatuses(envelope, readChanges(json));
        }
        StrictJson.onlyMembers(StrictJson.child(json, "retire"), Set.of(), "retire");
        return new RetireList(envelope);
    }

    private static OpenList readOpen(Envelope envelope, JsonNode open) throws Malformed {
        StrictJson.onlyMembers(open, Set.of("bits", "capacity", "publications", "allocation"), "open");
        List<Publication> publications = new ArrayList<>();
        for (JsonNode node : StrictJson.elements(open, "publications", MAX_PUBLICATIONS)) {
            StrictJson.onlyMembers(node, Set.of("format", "uri"), "publication");
            publications.add(
                    new Publication(Form.named(StrictJson.text(node, "format")), StrictJson.text(node, "uri")));
        }
        return new OpenList(
                envelope,
                StrictJson.integer(open, "bits", 0, 255),
                StrictJson.integer(open, "capacity", 0, Integer.MAX_VALUE),
                publications,
                readCommitment(open));
    }

    private static LeaseBlock readLease(Envelope envelope, JsonNode lease) throws Malformed {
        StrictJson.onlyMembers(lease, Set.of("first", "count", "allocation"), "lease");
        return new LeaseBlock(
                envelope,
                StrictJson.integer(lease, "first", 0, Integer.MAX_VALUE),
                StrictJson.integer(lease, "count", 0, Integer.MAX_VALUE),
                readCommitment(lease));
    }

    private static Hash readCommitment(JsonNode object) throws Malformed {
        return Hash.wrap(StrictJson.base64Url(StrictJson.text(object, "allocation"), "allocation"));
    }

    private static List<EntryChange> readChanges(ObjectNode json) throws Malformed {
        List<JsonNode> nodes = StrictJson.elements(json, "change", 10 * Command.MAX_CHANGES);
        List<EntryChange> changes = new ArrayList<>(nodes.size());
        for (JsonNode node : nodes) {
            StrictJson.onlyMembers(node, Set.of("idx", "status", "ifVersion"), "change");
            changes.add(new EntryChange(
                    StrictJson.integer(node, "idx", 0, Integer.MAX_VALUE),
                    new Status(StrictJson.integer(node, "status", 0, 255)),
                    node.has("ifVersion")
                            ? OptionalLong.of(StrictJson.integer(node, "ifVersion"))
                            : OptionalLong.empty()));
        }
        return changes;
    }

    private static byte[] payload(Command command) {
        Envelope envelope = command.envelope();
        ObjectNode json = StrictJson.object();
        json.put("deployment", envelope.deployment().value());
        json.put("iss", envelope.issuer().value());
        json.put("list", envelope.list().value());
        json.put("writer", envelope.writer().value());
        json.put("idempotencyKey", envelope.idempotencyKey().value());
        json.put("id", envelope.id().toString());
        switch (command) {
            case OpenList open -> writeOpen(json.putObject("open"), open);
            case LeaseBlock lease ->
                json.putObject("lease")
                        .put("first", lease.first())
                        .put("count", lease.count())
                        .put(
                                "allocation",
                                StrictJson.base64Url(lease.allocation().toArray()));
            case ChangeStatuses change -> writeChanges(json.putArray("change"), change);
            case RetireList _ -> json.putObject("retire");
        }
        return StrictJson.write(json);
    }

    private static void writeOpen(ObjectNode json, OpenList open) {
        json.put("bits", open.bits()).put("capacity", open.capacity());
        ArrayNode publications = json.putArray("publications");
        for (Publication publication : open.publications()) {
            publications
                    .addObject()
                    .put("format", publication.form().wireName())
                    .put("uri", publication.uri());
        }
        json.put("allocation", StrictJson.base64Url(open.allocation().toArray()));
    }

    private static void writeChanges(ArrayNode json, ChangeStatuses command) {
        for (EntryChange change : command.changes()) {
            ObjectNode node = json.addObject()
                    .put("idx", change.idx())
                    .put("status", change.status().code());
            change.ifVersion().ifPresent(version -> node.put("ifVersion", version));
        }
    }
}
