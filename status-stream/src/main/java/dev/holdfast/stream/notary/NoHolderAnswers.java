package dev.holdfast.stream.notary;

import java.io.Serial;

/// None of the holders answered: whether the log is whole is not known, so nothing is signed. Ask again.
final class NoHolderAnswers extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    NoHolderAnswers(String message) {
        super(message);
    }
}
