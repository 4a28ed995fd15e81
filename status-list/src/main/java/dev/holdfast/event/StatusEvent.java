package dev.holdfast.event;

import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.sign.KeyId;

/// A record of the log, as signed bytes. What it says counts only once the fold has found it authentic.
public sealed interface StatusEvent {
    /// The bytes that the chain commits to.
    Bytes signedBytes();

    /// The kind of event in the chain: one byte.
    int chainKind();

    /// What this event adds to the chain: H(kind ‖ signed bytes).
    default Hash link() {
        return Hash.of(new byte[] {(byte) chainKind()}, signedBytes().toArray());
    }

    /// A command in the form its issuer signed.
    ///
    /// @param signedBytes JWS signing input (RFC 7515, section 5.1)
    /// @param keyId `kid` of the protected header, named beside it so that a router need not parse
    /// @param signature raw signature bytes
    record SignedCommand(Bytes signedBytes, KeyId keyId, Bytes signature) implements StatusEvent {
        @Override
        public int chainKind() {
            return 0x01;
        }

        /// The compact JWS (RFC 7515, section 7.1).
        public String toCompactJws() {
            return CommandCodec.compact(this);
        }
    }

    /// The adoption of a trust document in this partition.
    ///
    /// @param document the signed document, JWS JSON serialisation
    /// @param signedBytes its payload
    record TrustAdopted(Bytes document, Bytes signedBytes) implements StatusEvent {
        @Override
        public int chainKind() {
            return 0x02;
        }
    }
}
