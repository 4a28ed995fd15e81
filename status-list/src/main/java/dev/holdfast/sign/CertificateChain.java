package dev.holdfast.sign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// An X.509 chain as it travels in `x5c` (RFC 7515, section 4.1.6) and `x5chain` (RFC 9360): the leaf first,
/// each certificate certified by the next. Having one says nothing about whether anybody should believe it.
///
/// @param certificates 1…10
public record CertificateChain(List<X509Certificate> certificates) {
    public static final int MAX_CERTIFICATES = 10;

    /// The longest certificate, in bytes of DER.
    public static final int MAX_CERTIFICATE_BYTES = 8192;

    /// The most that the certificates of one chain take together, in bytes of DER: every token carries them.
    public static final int MAX_CHAIN_BYTES = 32 << 10;

    /// @throws IllegalArgumentException for none or too many
    public CertificateChain {
        certificates = List.copyOf(certificates);
        if (certificates.isEmpty() || certificates.size() > MAX_CERTIFICATES) {
            throw new IllegalArgumentException("a chain has 1 to " + MAX_CERTIFICATES + " certificates");
        }
    }

    /// Reads certificates in DER, each of them whole and nothing after it.
    public static CertificateChain ofDer(List<byte[]> certificates) throws Malformed {
        if (certificates.isEmpty() || certificates.size() > MAX_CERTIFICATES) {
            throw new Malformed("a chain has 1 to " + MAX_CERTIFICATES + " certificates");
        }
        if (certificates.stream().mapToLong(der -> der.length).sum() > MAX_CHAIN_BYTES) {
            throw new Malformed("a chain is longer than " + MAX_CHAIN_BYTES + " bytes");
        }
        List<X509Certificate> read = new ArrayList<>();
        for (byte[] der : certificates) {
            read.add(certificate(der));
        }
        return new CertificateChain(read);
    }

    /// Reads `x5c`: an array of base64 (not base64url) with padding.
    public static CertificateChain ofX5c(JsonNode x5c) throws Malformed {
        if (!x5c.isArray() || x5c.size() > MAX_CERTIFICATES) {
            throw new Malformed("x5c is not an array of at most " + MAX_CERTIFICATES + " certificates");
        }
        List<byte[]> certificates = new ArrayList<>();
        for (JsonNode element : x5c) {
            if (!element.isTextual()) {
                throw new Malformed("x5c holds something that is no string");
            }
            try {
                certificates.add(Base64.getDecoder().decode(element.textValue()));
            } catch (IllegalArgumentException e) {
                throw new Malformed("x5c is not base64", e);
            }
        }
        return ofDer(certificates);
    }

    public X509Certificate leaf() {
        return certificates.getFirst();
    }

    /// The key that the leaf certifies.
    public PublicKey leafKey() throws Malformed {
        return PublicKey.fromSpki(leaf().getPublicKey().getEncoded());
    }

    /// Whether this is one certificate that names itself as its issuer: what tools put beside a key because the
    /// container wants a certificate.
    public boolean isSelfIssuedLeaf() {
        return certificates.size() == 1 && isSelfIssued(leaf());
    }

    /// Refuses a chain in which a certificate is not certified by the next one, at whatever time and for
    /// whatever use.
    public void requireOrder() throws Malformed {
        for (int i = 0; i + 1 < certificates.size(); i++) {
            X509Certificate certificate = certificates.get(i);
            X509Certificate next = certificates.get(i + 1);
            if (!certificate.getIssuerX500Principal().equals(next.getSubjectX500Principal())) {
                throw new Malformed("the chain is out of order: certificate " + (i + 2)
                        + " is not the issuer of the one before it");
            }
            try {
                certificate.verify(next.getPublicKey());
            } catch (GeneralSecurityException e) {
                throw new Malformed("certificate " + (i + 2) + " did not sign the one before it", e);
            }
        }
    }

    /// The certificates in DER, for `x5chain`. A root at the end is left out: who trusts it has it already.
    public List<Bytes> toDer() {
        List<Bytes> der = new ArrayList<>();
        for (X509Certificate certificate : certificates) {
            if (der.isEmpty() || !isSelfIssued(certificate)) {
                der.add(Bytes.of(encoded(certificate)));
            }
        }
        return der;
    }

    /// The same for `x5c`.
    public ArrayNode toX5c() {
        ArrayNode x5c = StrictJson.object().arrayNode();
        toDer().forEach(der -> x5c.add(Base64.getEncoder().encodeToString(der.toArray())));
        return x5c;
    }

    private static X509Certificate certificate(byte[] der) throws Malformed {
        if (der.length > MAX_CERTIFICATE_BYTES) {
            throw new Malformed("a certificate is longer than " + MAX_CERTIFICATE_BYTES + " bytes");
        }
        try {
            var read = CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            if (read instanceof X509Certificate certificate && Arrays.equals(certificate.getEncoded(), der)) {
                return certificate;
            }
            throw new Malformed("a certificate is not exactly one certificate in DER");
        } catch (CertificateException e) {
            throw new Malformed("a certificate is not in DER", e);
        }
    }

    private static boolean isSelfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read has an encoding", e);
        }
    }
}
