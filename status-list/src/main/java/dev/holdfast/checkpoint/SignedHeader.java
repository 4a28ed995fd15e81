package dev.holdfast.checkpoint;

import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.LayoutReader;
import dev.holdfast.layout.LayoutWriter;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.KeyId;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;

/// A checkpoint's envelope: header, key id, algorithm, signature. Reading one does not verify it.
///
/// @param headerBytes the very bytes that are signed
public record SignedHeader(Bytes headerBytes, KeyId keyId, Algorithm algorithm, Bytes signature) {
    /// The longest envelope, in bytes.
    public static final int MAX_BYTES = 1024;

    private static final String MAGIC = "HFe1";
    private static final int MAX_SIGNATURE = 512;

    public static SignedHeader sign(byte[] headerBytes, Signer signer) {
        signer.requireOfRules();
        return new SignedHeader(
                Bytes.of(headerBytes), signer.keyId(), signer.algorithm(), Bytes.of(signer.sign(headerBytes)));
    }

    public Header header() throws Malformed {
        return Header.parse(headerBytes.toArray());
    }

    /// Succeeds if `key` is the one named here and its signature verifies.
    public void verify(PublicKey key) throws BadSignature {
        if (key.algorithm() != algorithm || !key.keyId().equals(keyId)) {
            throw new BadSignature("the checkpoint names another key or algorithm");
        }
        key.verify(headerBytes.toArray(), signature.toArray());
    }

    public byte[] toBytes() {
        return new LayoutWriter()
                .magic(MAGIC)
                .bytes(headerBytes.toArray())
                .string(keyId.value())
                .u8(algorithm.code())
                .bytes(signature.toArray())
                .toArray();
    }

    public static SignedHeader parse(byte[] bytes) throws Malformed {
        if (bytes.length > MAX_BYTES) {
            throw new Malformed("an envelope has at most " + MAX_BYTES + " bytes");
        }
        LayoutReader in = new LayoutReader(bytes).magic(MAGIC);
        try {
            SignedHeader signed = new SignedHeader(
                    Bytes.of(in.bytes("header", Header.MAX_BYTES)),
                    new KeyId(in.string("key id", KeyId.LENGTH)),
                    Algorithm.coded(in.u8("algorithm")),
                    Bytes.of(in.bytes("signature", MAX_SIGNATURE)));
            in.end();
            return signed;
        } catch (IllegalArgumentException e) {
            throw new Malformed("envelope: " + e.getMessage(), e);
        }
    }
}
