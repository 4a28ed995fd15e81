package dev.holdfast.peers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.credential.CredentialKind;
import dev.holdfast.format.Form;
import dev.holdfast.integrity.Cryptosuite;
import dev.holdfast.json.StrictJson;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.Algorithm;
import java.util.Optional;

/// What lies in a file of an exchange.
sealed interface Written {
    String file();

    Algorithm algorithm();

    ObjectNode toJson();

    /// A list.
    ///
    /// @param codesFile one byte for each entry
    /// @param statuses what of the list its form shows
    record OfList(String file, Form form, Algorithm algorithm, String url, String codesFile, PackedStatuses statuses)
            implements Written {
        @Override
        public ObjectNode toJson() {
            return StrictJson.object()
                    .put("file", file)
                    .put("format", form.format().wireName())
                    .put("mediaType", form.format().mediaType())
                    .put("alg", algorithm.joseName())
                    .put("url", url)
                    .put("purpose", form.purpose().wireName())
                    .put("bits", statuses.bits())
                    .put("codes", codesFile);
        }
    }

    /// A credential that points at an entry of a list.
    ///
    /// @param suite of its proof, if it has one
    record OfCredential(String file, CredentialKind kind, Optional<Cryptosuite> suite, OfList list, int idx)
            implements Written {
        @Override
        public Algorithm algorithm() {
            return list.algorithm();
        }

        int status() {
            return list.statuses().code(idx);
        }

        @Override
        public ObjectNode toJson() {
            ObjectNode json = StrictJson.object()
                    .put("file", file)
                    .put("mediaType", kind.mediaType())
                    .put("alg", algorithm().joseName())
                    .put("list", list.url())
                    .put("purpose", list.form().purpose().wireName())
                    .put("idx", idx);
            suite.ifPresent(known -> json.put("suite", known.wireName()));
            return json;
        }
    }
}
