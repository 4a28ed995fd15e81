package dev.holdfast.format;

import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import dev.holdfast.cbor.Label;
import dev.holdfast.cbor.StrictCbor;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.CertificateChain;
import dev.holdfast.sign.CertifiedSigner;
import dev.holdfast.sign.MlDsaKey;
import dev.holdfast.sign.Signer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// A COSE_Sign1 of any issuer (RFC 9052, section 4.2), under its tag and no other, taken apart and not judged.
/// Keys that a header brings along are not looked at.
///
/// @param protectedHeader its bytes as they were signed
/// @param algorithm `alg`, which only the protected header may name
/// @param type `typ` (RFC 9596) as a text, which only the protected header may name
/// @param keyId `kid`, from whichever header has it: good for choosing among trusted keys
record CoseSign1(
        Bytes protectedHeader,
        OptionalLong algorithm,
        Optional<String> type,
        Optional<Bytes> keyId,
        Bytes payload,
        Bytes signature) {
    private static final int TAG = 18;
    private static final int MAX_HEADER_BYTES = CertificateChain.MAX_CHAIN_BYTES + (16 << 10);
    private static final Label ALG = new Label.Numbered(1);
    private static final Label CRIT = new Label.Numbered(2);
    private static final Label KID = new Label.Numbered(4);
    private static final Label TYP = new Label.Numbered(16);
    private static final int X5CHAIN = 33;

    /// Reads one. Both headers are read whole, so that nothing hides in them.
    static CoseSign1 parse(byte[] bytes, int maxBytes) throws Malformed {
        if (bytes.length > maxBytes) {
            throw new Malformed("the COSE_Sign1 is longer than " + maxBytes + " bytes");
        }
        return StrictCbor.readTagged(bytes, TAG, "the COSE_Sign1", in -> {
            in.array(4, "the COSE_Sign1");
            byte[] inside = in.bytes("the protected header");
            if (inside.length > MAX_HEADER_BYTES) {
                throw new Malformed("the protected header is longer than " + MAX_HEADER_BYTES + " bytes");
            }
            Header header = new Header();
            StrictCbor.read(inside, "the protected header", header::readProtected);
            header.readUnprotected(in);
            byte[] payload = in.bytes("the payload");
            byte[] signature = in.bytes("the signature");
            in.endArray();
            return new CoseSign1(
                    Bytes.of(inside),
                    header.algorithm,
                    header.type,
                    header.keyId,
                    Bytes.of(payload),
                    Bytes.of(signature));
        });
    }

    /// Both headers while they are read: no label may stand in both (RFC 9052, section 3).
    private static final class Header {
        private final Set<Label> seen = new HashSet<>();
        private OptionalLong algorithm = OptionalLong.empty();
        private Optional<String> type = Optional.empty();
        private Optional<Bytes> keyId = Optional.empty();

        Header readProtected(StrictCbor in) throws Malformed, IOException {
            in.map("the protected header", label -> {
                seen.add(label);
                if (label.equals(ALG)) {
                    algorithm = OptionalLong.of(in.integer("alg"));
                } else if (label.equals(TYP)) {
                    type = Optional.of(in.text("typ"));
                } else {
                    readEither(label, in);
                }
            });
            return this;
        }

        void readUnprotected(StrictCbor in) throws Malformed, IOException {
            in.map("the unprotected header", label -> {
                if (!seen.add(label)) {
                    throw new Malformed("a header parameter stands in both headers");
                }
                if (label.equals(ALG) || label.equals(TYP)) {
                    throw new Malformed("alg and typ belong into the protected header");
                }
                readEither(label, in);
            });
        }

        private void readEither(Label label, StrictCbor in) throws Malformed, IOException {
            if (label.equals(CRIT)) {
                throw new Malformed("the COSE header has an extension that is not understood");
            } else if (label.equals(KID)) {
                keyId = Optional.of(Bytes.of(in.bytes("kid")));
            } else {
                in.skip();
            }
        }
    }

    /// The chain in `x5chain` (RFC 9360, section 2); empty if there is none. Only the protected header may
    /// bring one: the signature has to hold which certificate its key is used under. Nothing else about it has
    /// been checked.
    Optional<CertificateChain> chain() throws Malformed {
        return StrictCbor.read(protectedHeader.toArray(), "the protected header", in -> {
            var found = new Object() {
                Optional<CertificateChain> chain = Optional.empty();
            };
            in.map("the protected header", label -> {
                if (label.equals(new Label.Numbered(X5CHAIN))) {
                    found.chain = Optional.of(CertificateChain.ofDer(in.oneOrMore("x5chain")));
                } else {
                    in.skip();
                }
            });
            return found.chain;
        });
    }

    /// What the signature is over (RFC 9052, section 4.4).
    byte[] signed() {
        return signed(protectedHeader.toArray(), payload.toArray());
    }

    private static byte[] signed(byte[] header, byte[] payload) {
        return StrictCbor.write(header.length + payload.length + 64, out -> {
            out.writeStartArray(null, 4);
            out.writeString("Signature1");
            out.writeBinary(header);
            out.writeBinary(new byte[0]);
            out.writeBinary(payload);
            out.writeEndArray();
        });
    }

    /// Signs, with `alg`, `kid`, `typ` and the chain of a [CertifiedSigner] in the protected header and nothing
    /// in the other.
    static byte[] sign(String type, Signer signer, byte[] payload) {
        List<Bytes> chain =
                CertifiedSigner.chainOf(signer).map(CertificateChain::toDer).orElse(List.of());
        byte[] header = StrictCbor.write(out -> {
            out.writeStartObject(null, chain.isEmpty() ? 3 : 4);
            out.writeFieldId(1);
            out.writeNumber(number(signer.algorithm()));
            out.writeFieldId(4);
            out.writeBinary(signer.keyId().value().getBytes(StandardCharsets.US_ASCII));
            out.writeFieldId(16);
            out.writeString(type);
            writeChain(out, chain);
            out.writeEndObject();
        });
        byte[] signature = signer.sign(signed(header, payload));
        return StrictCbor.write(out -> {
            out.writeTag(TAG);
            out.writeStartArray(null, 4);
            out.writeBinary(header);
            out.writeStartObject(null, 0);
            out.writeEndObject();
            out.writeBinary(payload);
            out.writeBinary(signature);
            out.writeEndArray();
        });
    }

    /// One certificate is a byte string, several are an array of them (RFC 9360, section 2).
    private static void writeChain(CBORGenerator out, List<Bytes> chain) throws IOException {
        if (chain.isEmpty()) {
            return;
        }
        out.writeFieldId(X5CHAIN);
        if (chain.size() > 1) {
            out.writeStartArray(null, chain.size());
        }
        for (Bytes certificate : chain) {
            out.writeBinary(certificate.toArray());
        }
        if (chain.size() > 1) {
            out.writeEndArray();
        }
    }

    /// Whether `alg` is this algorithm, by either of its two numbers: the one that names the curve as well is
    /// younger (RFC 9864).
    boolean names(Algorithm wanted) {
        long younger = switch (wanted) {
            case EDDSA -> -19;
            case ES256 -> -9;
            case ES384 -> -51;
            case ML_DSA_44 -> MlDsaKey.COSE_ALGORITHM;
        };
        return algorithm.equals(OptionalLong.of(number(wanted))) || algorithm.equals(OptionalLong.of(younger));
    }

    /// The number that COSE has for an algorithm (RFC 9053, section 2; RFC 9964).
    private static int number(Algorithm algorithm) {
        return switch (algorithm) {
            case EDDSA -> -8;
            case ES256 -> -7;
            case ES384 -> -35;
            case ML_DSA_44 -> MlDsaKey.COSE_ALGORITHM;
        };
    }
}
