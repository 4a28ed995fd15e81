package dev.holdfast.credential;

import dev.holdfast.bitstring.BitstringEntry;

/// Where a credential says that its status stands.
public sealed interface StatusPointer {
    /// URL of the list.
    String list();

    /// An entry of a Token Status List: the claim `status.status_list` (Token Status List, section 6).
    ///
    /// @param idx from 0 on; whether the list reaches so far, only the list can tell
    /// @param list `uri`, to be compared with `sub` of the list character for character
    record InTokenList(long idx, String list) implements StatusPointer {}

    /// An entry of a Bitstring Status List: an element of `credentialStatus`.
    record InBitstring(BitstringEntry entry) implements StatusPointer {
        @Override
        public String list() {
            return entry.list();
        }
    }
}
