package dev.holdfast.x509;

import dev.holdfast.format.ListFormat;
import dev.holdfast.format.VerifiedToken;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.CertificateChain;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.x509.UntrustedChain.Reason;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which certificate authorities are believed, and for which purpose. Checks chains by PKIX (RFC 5280) at a
/// time that is a parameter. Revocation is not looked up: a check makes no network call, and short-lived
/// certificates or a new set of anchors take its place. Thread-safe.
///
/// @param anchors certificates of the authorities, at least one
/// @param extendedKeyUsage OID that the leaf must name. Token Status List, section 10, asks for
///     `id-kp-oauthStatusSigning`, whose number is not assigned yet: so it is a setting. Any other usage, or
///     `anyExtendedKeyUsage` alone, does not do
public record CertificateTrust(Set<X509Certificate> anchors, Optional<String> extendedKeyUsage) {
    private static final Pattern OID = Pattern.compile("[0-2](\\.(0|[1-9][0-9]{0,9})){1,30}");
    private static final int DIGITAL_SIGNATURE = 0;

    /// @throws IllegalArgumentException without anchors, or if the usage is not an OID in dots
    public CertificateTrust {
        anchors = Set.copyOf(anchors);
        if (anchors.isEmpty()) {
            throw new IllegalArgumentException("no certificate authority is trusted");
        }
        extendedKeyUsage.ifPresent(oid -> {
            if (!OID.matcher(oid).matches()) {
                throw new IllegalArgumentException("not an object identifier: write it as 1.3.6.1.5.5.7.3.30");
            }
        });
    }

    /// The key of the leaf, if an anchor certifies it at that time for that purpose. Verify with this key, and
    /// with no other that came along.
    public PublicKey keyOf(CertificateChain chain, Instant at) throws UntrustedChain {
        requirePath(chain, at);
        requireUsage(chain.leaf());
        try {
            return chain.leafKey();
        } catch (Malformed e) {
            throw new UntrustedChain(Reason.WRONG_KEY, "the leaf: " + e.getMessage());
        }
    }

    /// The same for a signature whose key is already known otherwise: refuses a chain about another key.
    public void requireCertified(PublicKey signingKey, CertificateChain chain, Instant at) throws UntrustedChain {
        if (!keyOf(chain, at).equals(signingKey)) {
            throw new UntrustedChain(Reason.WRONG_KEY, "the leaf certifies another key than the one that signed");
        }
    }

    /// Verifies a list under the key that its own chain certifies, for readers who know the certificate
    /// authority and not the key (Token Status List, section 11.3). Whom the certificate names is not looked
    /// at: every leaf of these authorities that may sign statuses is believed.
    ///
    /// @param at when the chain has to hold, as a rule now
    /// @throws Malformed if these bytes are no list of this format that the key could have signed, or bring
    ///     along what is no chain
    /// @throws BadSignature if the key did not sign it
    /// @throws UntrustedChain if there is no chain, or none to believe
    public VerifiedToken verify(ListFormat format, Bytes token, Instant at)
            throws Malformed, BadSignature, UntrustedChain {
        CertificateChain chain = format.chain(token)
                .orElseThrow(() -> new UntrustedChain(Reason.NO_CHAIN, "the list brings no certificates along"));
        return format.verify(token, keyOf(chain, at));
    }

    private void requirePath(CertificateChain chain, Instant at) throws UntrustedChain {
        List<X509Certificate> path = chain.certificates();
        if (anchors.contains(path.getLast())) {
            path = path.subList(0, path.size() - 1);
        }
        if (path.isEmpty()) {
            throw new UntrustedChain(Reason.NO_PATH, "the chain is an anchor alone; an anchor signs no statuses");
        }
        try {
            PKIXParameters parameters = new PKIXParameters(anchors.stream()
                    .map(anchor -> new TrustAnchor(anchor, null))
                    .collect(Collectors.toSet()));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(at));
            var _ = CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
        } catch (CertPathValidatorException e) {
            boolean time = e.getReason() == BasicReason.EXPIRED || e.getReason() == BasicReason.NOT_YET_VALID;
            throw time
                    ? new UntrustedChain(Reason.NOT_AT_THIS_TIME, "a certificate of the chain is not valid at " + at)
                    : new UntrustedChain(Reason.NO_PATH, "no path from a trusted authority: " + e.getReason());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform validates X.509 by PKIX", e);
        }
    }

    private void requireUsage(X509Certificate leaf) throws UntrustedChain {
        boolean[] usage = leaf.getKeyUsage();
        if (usage != null && !usage[DIGITAL_SIGNATURE]) {
            throw new UntrustedChain(Reason.WRONG_USAGE, "the leaf's key usage does not allow signatures");
        }
        if (extendedKeyUsage.isPresent() && !extendedKeyUsages(leaf).contains(extendedKeyUsage.get())) {
            throw new UntrustedChain(
                    Reason.WRONG_USAGE, "the leaf does not name the extended key usage " + extendedKeyUsage.get());
        }
    }

    private static List<String> extendedKeyUsages(X509Certificate leaf) throws UntrustedChain {
        try {
            List<String> named = leaf.getExtendedKeyUsage();
            return named == null ? List.of() : named;
        } catch (CertificateParsingException e) {
            throw new UntrustedChain(Reason.WRONG_USAGE, "the leaf's extended key usage is malformed");
        }
    }
}
