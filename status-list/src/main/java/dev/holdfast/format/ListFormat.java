package dev.holdfast.format;

import dev.holdfast.event.Purpose;
import dev.holdfast.integrity.Cryptosuite;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.CertificateChain;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A format that lists are published in. To add one, write its class, permit it here, and add a line to [#all], or to
/// [#readable] if it is only to be read: stream, notary, edge and replay go by these methods alone. Implementations
/// are values and thread-safe.
public sealed interface ListFormat
        permits TokenStatusListJwt, TokenStatusListCwt, BitstringVcJwt, BitstringDataIntegrity {
    /// Every format that an issuer can open a list with, in the order in which a server prefers them.
    static List<ListFormat> all() {
        return List.of(
                new TokenStatusListJwt(),
                new TokenStatusListCwt(),
                new BitstringVcJwt(),
                new BitstringDataIntegrity(Cryptosuite.EDDSA_JCS_2022),
                new BitstringDataIntegrity(Cryptosuite.EDDSA_RDFC_2022),
                new BitstringDataIntegrity(Cryptosuite.ECDSA_JCS_2019));
    }

    /// The number in hashed layouts, 1…63; it never changes its meaning.
    int code();

    /// The name in JSON and in keys of records.
    String wireName();

    /// What it is served as.
    String mediaType();

    /// Whether it is text that shrinks when it is compressed once more on its way.
    boolean isText();

    /// What it can show, one at a time.
    Set<Purpose> purposes();

    /// Why lists of a shape cannot be published like this; empty if they can.
    ///
    /// @param bits bits per entry
    /// @param capacity entries
    Optional<String> misfit(Purpose purpose, int bits, int capacity);

    /// Whether keys of this kind can sign it.
    boolean takes(Algorithm algorithm);

    /// What is to be signed, without anything that only the signer knows.
    ///
    /// @param deflateLevel 0…9, see [BoundedInflate#DEFAULT_LEVEL]
    byte[] draft(Statement statement, int deflateLevel);

    /// Reads a draft.
    Statement parseDraft(byte[] draft) throws Malformed;

    /// Signs a draft. A [dev.holdfast.sign.CertifiedSigner]'s chain goes along where the format has a place for
    /// it.
    ///
    /// @return the very bytes to serve
    /// @throws IllegalArgumentException for what is no draft, or a key that the format does not take
    Bytes secure(byte[] draft, Signer signer);

    /// Verifies what was served under a key that the caller chose; what it says about its own key has no say.
    VerifiedToken verify(Bytes token, PublicKey key) throws Malformed, BadSignature;

    /// Whether these bytes claim to be of this format. Nothing of it is verified.
    boolean recognises(Bytes token);

    /// The key id that it names: good for choosing among trusted keys, and for nothing else.
    Optional<String> keyIdHint(Bytes token);

    /// The X.509 chain that it brings along; empty if it has none. Anybody can put any chain there: it is good
    /// for being checked by whoever trusts a certificate authority, and for nothing else.
    Optional<CertificateChain> chain(Bytes token) throws Malformed;

    /// Every format that is read, and written by whoever names its class. More than [#all]: which names a command may
    /// use is a rule of the fold, and rules version 1 knows those of [#all] alone.
    static List<ListFormat> readable() {
        return Stream.concat(all().stream(), Stream.of(new BitstringDataIntegrity(Cryptosuite.ECDSA_RDFC_2019)))
                .toList();
    }

    /// The format that bytes of unknown origin claim to be of.
    static Optional<ListFormat> recognised(Bytes token) {
        return readable().stream().filter(format -> format.recognises(token)).findFirst();
    }

    /// @throws IllegalArgumentException for a name this version does not know
    static ListFormat named(String wireName) {
        return all().stream()
                .filter(format -> format.wireName().equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown publication format"));
    }

    /// @throws IllegalArgumentException for a number this version does not know
    static ListFormat coded(int code) {
        return all().stream()
                .filter(format -> format.code() == code)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown publication format " + code));
    }
}
