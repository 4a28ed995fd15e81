package dev.holdfast.schema;

import java.io.Serial;

/// A topic that exists with settings under which a promise would not hold. The message says what to do.
public final class UnsafeTopic extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /// @param remedy what the operator does about it
    UnsafeTopic(String topic, String setting, String found, String wanted, String remedy) {
        super("topic " + topic + ": " + setting + " is " + found + ", wanted " + wanted + "; " + remedy);
    }
}
