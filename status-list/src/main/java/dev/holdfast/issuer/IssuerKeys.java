package dev.holdfast.issuer;

import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.PublicKey;
import java.util.Optional;

/// Which keys an issuer signs credentials with: the caller's trust. A message names a key and never brings one.
@FunctionalInterface
public interface IssuerKeys {
    /// The key that `issuer` makes assertions with under a name.
    ///
    /// @param issuer the issuer as the credential names it, a URL
    /// @param name `kid` or `verificationMethod` as the credential names it; empty where it names none
    Optional<PublicKey> find(String issuer, String name);

    /// Knows the issuers whose name is their key: did:key and did:jwk.
    static IssuerKeys dids() {
        return (issuer, name) -> {
            try {
                return Did.isSelfCertifying(issuer) && Did.names(issuer, name)
                        ? Optional.of(Did.resolve(issuer))
                        : Optional.empty();
            } catch (Malformed _) {
                return Optional.empty();
            }
        };
    }

    /// Every issuer has this one key, under any name: for who has chosen the key already.
    static IssuerKeys just(PublicKey key) {
        return (_, _) -> Optional.of(key);
    }

    /// These, and where they know none, the others.
    default IssuerKeys or(IssuerKeys others) {
        return (issuer, name) -> find(issuer, name).or(() -> others.find(issuer, name));
    }
}
