package dev.holdfast.cli.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.cli.call.Exit;
import dev.holdfast.cli.call.Failure;
import dev.holdfast.cli.call.Web;
import dev.holdfast.format.ListFormat;
import dev.holdfast.format.StatusListToken;
import dev.holdfast.format.TokenRefused;
import dev.holdfast.format.VerifiedToken;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.replica.Distrust;
import dev.holdfast.replica.NotVouched;
import dev.holdfast.replica.Replica;
import dev.holdfast.replica.Sightings;
import dev.holdfast.replica.StickyInvalids;
import dev.holdfast.replica.Vouched;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.x509.CertificateTrust;
import dev.holdfast.x509.UntrustedChain;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// A signed file whose signature verified, and what it says. Nothing else makes one.
///
/// @param refusal why it is no answer all the same: a token outside its time
record Evidence(ObjectNode json, Optional<String> refusal) {
    /// Recognises a file by its first bytes and verifies it.
    ///
    /// @throws Failure with [Exit#DISTRUST] and the reason's wire name if it does not verify
    static Evidence of(byte[] bytes, SignedTrustDocument trust, Instant now) throws Failure {
        try {
            return switch (magic(bytes)) {
                case "HFp1" -> checkpoint(Checkpoint.parse(bytes), trust);
                case "HFe1" -> header("envelope", SignedHeader.parse(bytes), trust);
                case "HFs1" -> snapshot(Snapshot.parse(bytes), trust);
                default -> token(token(bytes), trust, now);
            };
        } catch (NotVouched e) {
            throw new Failure(Exit.DISTRUST, e.why().wireName() + ": " + e.getMessage());
        } catch (BadSignature e) {
            throw new Failure(Exit.DISTRUST, Distrust.BAD_SIGNATURE.wireName() + ": " + e.getMessage());
        } catch (Malformed e) {
            throw new Failure(Exit.DISTRUST, Distrust.MALFORMED.wireName() + ": " + e.getMessage());
        }
    }

    /// Verifies a token by the authorities that its own chain has to lead to.
    ///
    /// @throws Failure with [Exit#DISTRUST] and the reason's name if it does not verify
    static Evidence of(byte[] bytes, CertificateTrust authorities, Instant now) throws Failure {
        if (magic(bytes).startsWith("HF")) {
            throw Failure.usage("only tokens carry certificates: name the trust document with --trust FILE");
        }
        try {
            Bytes token = token(bytes);
            ListFormat format = format(token);
            return token(format, authorities.verify(format, token, now), now);
        } catch (UntrustedChain e) {
            throw new Failure(Exit.DISTRUST, name(e.reason()) + ": " + e.getMessage());
        } catch (BadSignature e) {
            throw new Failure(Exit.DISTRUST, Distrust.BAD_SIGNATURE.wireName() + ": " + e.getMessage());
        } catch (Malformed e) {
            throw new Failure(Exit.DISTRUST, Distrust.MALFORMED.wireName() + ": " + e.getMessage());
        }
    }

    private static String name(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String magic(byte[] bytes) {
        return new String(bytes, 0, Math.min(4, bytes.length), StandardCharsets.ISO_8859_1);
    }

    private static Evidence header(String what, SignedHeader signed, SignedTrustDocument trust)
            throws NotVouched, Malformed {
        Header header = Vouched.open(signed, signed.header().partition(), trust).header();
        ObjectNode json = Web.JSON
                .createObjectNode()
                .put("what", what)
                .put("deployment", header.deployment().value())
                .put("region", header.region().value())
                .put("epoch", header.epoch())
                .put("partition", header.partition())
                .put("n", header.n())
                .put("iat", header.issuedAt().toString())
                .put("lists", header.listCount())
                .put("root", header.root().toHex())
                .put("chain", header.chain().toHex())
                .put("trustVersion", header.trustVersion())
                .put("signer", signed.keyId().value());
        return new Evidence(json, Optional.empty());
    }

    /// Its root can only be recomputed by who holds the state before it, so it is not here.
    private static Evidence checkpoint(Checkpoint checkpoint, SignedTrustDocument trust) throws NotVouched, Malformed {
        Evidence evidence = header("checkpoint", checkpoint.signed(), trust);
        byte[] body = checkpoint.body().toArray();
        if (!Delta.hashOf(body).equals(checkpoint.signed().header().body())) {
            throw new NotVouched(Distrust.BODY_MISMATCH, "the body is not the one that was signed");
        }
        Delta delta = Delta.parse(body);
        evidence.json()
                .put("from", delta.fromN())
                .put("changedLists", delta.changes().size())
                .put("refusedEvents", delta.refused().size());
        return evidence;
    }

    private static Evidence snapshot(Snapshot snapshot, SignedTrustDocument trust) throws NotVouched, Malformed {
        Evidence evidence = header("snapshot", snapshot.signed(), trust);
        int partition = snapshot.signed().header().partition();
        Replica.restore(
                partition,
                snapshot.signed(),
                snapshot.lists(),
                StickyInvalids.none(),
                Sightings.none(),
                Optional.empty(),
                trust);
        return evidence;
    }

    /// The bytes of a token: those of a text without the line end that editors add.
    private static Bytes token(byte[] bytes) {
        Bytes text = Bytes.ofAscii(new String(bytes, StandardCharsets.ISO_8859_1).strip());
        return ListFormat.recognised(text).isPresent() ? text : Bytes.of(bytes);
    }

    private static Evidence token(Bytes bytes, SignedTrustDocument trust, Instant now)
            throws NotVouched, Malformed, BadSignature {
        ListFormat format = format(bytes);
        return token(format, format.verify(bytes, key(format, bytes, trust)), now);
    }

    private static ListFormat format(Bytes token) throws Malformed {
        return ListFormat.recognised(token)
                .orElseThrow(() -> new Malformed("neither a checkpoint, an envelope, a snapshot nor a token"));
    }

    private static Evidence token(ListFormat format, VerifiedToken verified, Instant now) {
        StatusListToken token = verified.token();
        ObjectNode json = Web.JSON
                .createObjectNode()
                .put("what", "token")
                .put("format", format.wireName())
                .put("purpose", verified.statement().purpose().wireName())
                .put("sub", token.sub())
                .put("bits", token.statuses().bits())
                .put("iat", token.issuedAt().toString());
        token.expiresAt().ifPresent(time -> json.put("exp", time.toString()));
        token.provenance()
                .ifPresent(place -> json.put("epoch", place.epoch())
                        .put("partition", place.partition())
                        .put("n", place.n())
                        .put("listVersion", place.version()));
        json.put("signer", verified.keyId().value());
        try {
            verified.requireCurrent(now);
            return new Evidence(json, Optional.empty());
        } catch (TokenRefused e) {
            return new Evidence(json, Optional.of(name(e.reason()) + ": " + e.getMessage()));
        }
    }

    private static PublicKey key(ListFormat format, Bytes token, SignedTrustDocument trust)
            throws NotVouched, Malformed {
        String named = format.keyIdHint(token).orElseThrow(() -> new Malformed("no token with a kid"));
        return trust.document().publishers().stream()
                .flatMap(publisher -> publisher.tokenKeys().stream())
                .filter(key -> key.keyId().value().equals(named))
                .findFirst()
                .orElseThrow(() -> new NotVouched(Distrust.UNKNOWN_KEY, "no publisher has the token key " + named));
    }
}
