package dev.holdfast.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cbor.Label;
import dev.holdfast.cbor.StrictCbor;
import dev.holdfast.event.Status;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/// Where a referenced token says that its status stands: the claim `status` with its member `status_list` (Token
/// Status List, section 6). Other members of `status` name other mechanisms and are not looked at. Validate the
/// token that holds the claim first; if it is invalid, no list makes it valid.
///
/// @param idx from 0 on; whether the list reaches so far, only the list can tell
/// @param uri absolute URI, to be compared with the list's `sub` character for character
public record StatusReference(long idx, String uri) {
    private static final Label CWT_STATUS = new Label.Numbered(TokenStatusList.CWT_STATUS);
    private static final Label STATUS_LIST = new Label.Named(TokenStatusList.STATUS_LIST);
    private static final Label IDX = new Label.Named(TokenStatusList.IDX);
    private static final Label URI = new Label.Named(TokenStatusList.URI);

    /// @throws IllegalArgumentException for a negative index, or a URI that is not absolute
    public StatusReference {
        if (idx < 0) {
            throw new IllegalArgumentException("idx is negative");
        }
        StatusListToken.requireUri(uri, TokenStatusList.URI);
    }

    /// The reference among the claims of a JWT, or among those that the issuer of an SD-JWT VC signed; empty if
    /// it has none.
    public static Optional<StatusReference> inJwt(ObjectNode claims) throws Malformed {
        if (!claims.has(TokenStatusList.STATUS)) {
            return Optional.empty();
        }
        return inStatus(StrictJson.child(claims, TokenStatusList.STATUS));
    }

    /// Reads the value of `status`.
    private static Optional<StatusReference> inStatus(JsonNode status) throws Malformed {
        if (!status.has(TokenStatusList.STATUS_LIST)) {
            return Optional.empty();
        }
        JsonNode list = StrictJson.child(status, TokenStatusList.STATUS_LIST);
        return Optional.of(
                of(StrictJson.integer(list, TokenStatusList.IDX), StrictJson.text(list, TokenStatusList.URI)));
    }

    /// The reference among the claims of a CWT, given as the CBOR map that was signed; empty if it has none.
    public static Optional<StatusReference> inCwt(byte[] claims) throws Malformed {
        return StrictCbor.read(claims, "the referenced token", in -> {
            var found = new Object() {
                Optional<StatusReference> reference = Optional.empty();
            };
            in.map("the referenced token", label -> {
                if (label.equals(CWT_STATUS)) {
                    found.reference = inStatus(in);
                } else {
                    in.skip();
                }
            });
            return found.reference;
        });
    }

    private static Optional<StatusReference> inStatus(StrictCbor in) throws Malformed, IOException {
        var found = new Object() {
            Optional<StatusReference> reference = Optional.empty();
        };
        in.map(TokenStatusList.STATUS, label -> {
            if (label.equals(STATUS_LIST)) {
                found.reference = Optional.of(read(in));
            } else {
                in.skip();
            }
        });
        return found.reference;
    }

    private static StatusReference read(StrictCbor in) throws Malformed, IOException {
        var members = new Object() {
            long idx = -1;
            String uri = "";
        };
        in.map(TokenStatusList.STATUS_LIST, label -> {
            if (label.equals(IDX)) {
                members.idx = in.integer(TokenStatusList.IDX);
            } else if (label.equals(URI)) {
                members.uri = in.text(TokenStatusList.URI);
            } else {
                in.skip();
            }
        });
        return of(members.idx, members.uri);
    }

    private static StatusReference of(long idx, String uri) throws Malformed {
        try {
            return new StatusReference(idx, uri);
        } catch (IllegalArgumentException e) {
            throw new Malformed("status_list: " + e.getMessage(), e);
        }
    }

    /// The claim `status` for a JWT or an SD-JWT VC.
    public ObjectNode toJson() {
        ObjectNode status = StrictJson.object();
        status.putObject(TokenStatusList.STATUS_LIST)
                .put(TokenStatusList.IDX, idx)
                .put(TokenStatusList.URI, uri);
        return status;
    }

    /// The value of the claim 65535 for a CWT.
    public byte[] toCbor() {
        return StrictCbor.write(out -> {
            out.writeStartObject(null, 1);
            out.writeFieldName(TokenStatusList.STATUS_LIST);
            out.writeStartObject(null, 2);
            out.writeFieldName(TokenStatusList.IDX);
            out.writeNumber(idx);
            out.writeFieldName(TokenStatusList.URI);
            out.writeString(uri);
            out.writeEndObject();
            out.writeEndObject();
        });
    }

    /// The status that a list gives this token, after every check that the list itself has to pass (section
    /// 8.3): it is the list named here, it is in its time, and it reaches the index.
    ///
    /// @param list verified under a key that is trusted to speak for the token's issuer
    public Status in(VerifiedToken list, Instant now) throws TokenRefused {
        return list.requireSubject(uri).requireCurrent(now).status(idx);
    }
}
