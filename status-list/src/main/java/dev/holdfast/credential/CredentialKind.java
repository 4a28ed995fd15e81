package dev.holdfast.credential;

import dev.holdfast.vc.SecuredVc;
import java.util.Optional;

/// The formats of credentials that are verified.
public enum CredentialKind {
    /// SD-JWT VC of the IETF, on RFC 9901: `typ` is `dc+sd-jwt`.
    SD_JWT_VC("application/dc+sd-jwt"),
    /// W3C credential as the payload of a JWS.
    VC_JWT(SecuredVc.JWT.mediaType()),
    /// W3C credential as the payload of an SD-JWT.
    VC_SD_JWT(SecuredVc.SD_JWT.mediaType()),
    /// W3C credential with an embedded proof.
    VC_DATA_INTEGRITY(SecuredVc.DATA_INTEGRITY.mediaType());

    private final String mediaType;

    CredentialKind(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /// By media type, without parameters.
    public static Optional<CredentialKind> ofMediaType(String mediaType) {
        for (CredentialKind kind : values()) {
            if (kind.mediaType.equalsIgnoreCase(mediaType)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
