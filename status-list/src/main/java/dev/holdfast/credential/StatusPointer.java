package dev.holdfast.credential;

import dev.holdfast.bitstring.BitstringEntry;
import dev.holdfast.format.StatusReference;

/// Where a credential says that its status stands.
public sealed interface StatusPointer {
    /// URL of the list.
    String list();

    /// An entry of a Token Status List: the claim `status.status_list`.
    record InTokenList(StatusReference reference) implements StatusPointer {
        @Override
        public String list() {
            return reference.uri();
        }
    }

    /// An entry of a Bitstring Status List: an element of `credentialStatus`.
    record InBitstring(BitstringEntry entry) implements StatusPointer {
        @Override
        public String list() {
            return entry.list();
        }
    }
}
