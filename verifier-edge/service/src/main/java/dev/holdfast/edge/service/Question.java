package dev.holdfast.edge.service;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.holdfast.check.Answer;
import dev.holdfast.check.Policy;
import dev.holdfast.edge.Edge;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a verifier asks: the `status_list` claim of a credential, its two members alone, or a list's id and an index.
///
/// @param name a URI, or the id of a list
/// @param idx not negative; whether the list reaches so far is for the answer to say
record Question(String name, boolean byUri, int idx, Policy policy) {
    static final int MAX_CHECKS = 1_000;

    Answer ask(Edge edge) {
        return byUri ? edge.check(name, idx, policy) : edge.checkList(name, idx, policy);
    }

    /// Reads the body of a check.
    static Question read(byte[] body) throws Problem {
        try (JsonParser in = Json.parser(body)) {
            in.nextToken();
            Question question = read(in);
            if (in.nextToken() != null) {
                throw Problem.malformed("something follows the question");
            }
            return question;
        } catch (JacksonException e) {
            throw notJson(e);
        } catch (IOException e) {
            throw Problem.malformed("the body cannot be read");
        }
    }

    /// Reads the body of many checks.
    static List<Question> readAll(byte[] body) throws Problem {
        List<Question> questions = new ArrayList<>();
        try (JsonParser in = Json.parser(body)) {
            if (in.nextToken() != JsonToken.START_OBJECT
                    || !"checks".equals(in.nextFieldName())
                    || in.nextToken() != JsonToken.START_ARRAY) {
                throw Problem.malformed("the body is not {\"checks\": [...]}");
            }
            while (in.nextToken() != JsonToken.END_ARRAY) {
                if (questions.size() == MAX_CHECKS) {
                    throw Problem.malformed("there are more than " + MAX_CHECKS + " checks");
                }
                questions.add(numbered(in, questions.size()));
            }
            if (in.nextToken() != JsonToken.END_OBJECT || in.nextToken() != null) {
                throw Problem.malformed("something follows the checks");
            }
            return questions;
        } catch (JacksonException e) {
            throw notJson(e);
        } catch (IOException e) {
            throw Problem.malformed("the body cannot be read");
        }
    }

    /// Says where, in words of our own: what a parser says quotes the body.
    private static Problem notJson(JacksonException e) {
        JsonLocation at = e.getLocation();
        return Problem.malformed(
                at == null
                        ? "the body is not JSON"
                        : "the body is not JSON: line " + at.getLineNr() + ", column " + at.getColumnNr());
    }

    private static Question numbered(JsonParser in, int number) throws IOException, Problem {
        try {
            return read(in);
        } catch (Problem e) {
            throw Problem.malformed("checks[" + number + "]: " + e.getMessage());
        }
    }

    private static Question read(JsonParser in) throws IOException, Problem {
        Members members = new Members();
        members.read(in, false);
        return members.toQuestion();
    }

    /// The members of a question as they come along.
    private static final class Members {
        private @Nullable String uri;
        private @Nullable String list;
        private int idx = -1;
        private Policy policy = Policy.STANDARD;
        private boolean claim;
        private boolean bare;

        /// @param inClaim inside of `status_list`, where other members may stand for other readers
        void read(JsonParser in, boolean inClaim) throws IOException, Problem {
            if (in.currentToken() != JsonToken.START_OBJECT) {
                throw Problem.malformed(inClaim ? "status_list is not an object" : "the question is not an object");
            }
            for (String member = in.nextFieldName(); member != null; member = in.nextFieldName()) {
                in.nextToken();
                if (member.equals("uri")) {
                    uri = text(in, member);
                } else if (member.equals("idx")) {
                    idx = index(in);
                } else if (inClaim) {
                    in.skipChildren();
                } else {
                    readOuter(in, member);
                }
                bare |= !inClaim && !member.equals("policy") && !member.equals("status_list");
            }
        }

        private void readOuter(JsonParser in, String member) throws IOException, Problem {
            switch (member) {
                case "list" -> list = text(in, member);
                case "policy" -> policy = policy(in);
                case "status_list" -> {
                    claim = true;
                    read(in, true);
                }
                default ->
                    throw Problem.malformed(
                            "a question has no such member; there are status_list, uri, list, idx and policy");
            }
        }

        Question toQuestion() throws Problem {
            if (claim && bare) {
                throw Problem.malformed("status_list stands beside other members");
            }
            if ((uri == null) == (list == null)) {
                throw Problem.malformed("one of uri and list is needed");
            }
            if (idx < 0) {
                throw Problem.malformed("idx is missing");
            }
            return uri != null ? new Question(uri, true, idx, policy) : new Question(name(list), false, idx, policy);
        }

        private static String name(@Nullable String list) throws Problem {
            if (list == null) {
                throw Problem.malformed("one of uri and list is needed");
            }
            return list;
        }

        private static String text(JsonParser in, String member) throws IOException, Problem {
            if (in.currentToken() != JsonToken.VALUE_STRING) {
                throw Problem.malformed(member + " is not a string");
            }
            return in.getText();
        }

        /// A number too large for any list is a question all the same.
        private static int index(JsonParser in) throws IOException, Problem {
            if (in.currentToken() != JsonToken.VALUE_NUMBER_INT) {
                throw Problem.malformed("idx is not a whole number");
            }
            return switch (in.getNumberType()) {
                case INT -> {
                    if (in.getIntValue() < 0) {
                        throw Problem.malformed("idx is negative");
                    }
                    yield in.getIntValue();
                }
                default -> {
                    if (in.getBigIntegerValue().signum() < 0) {
                        throw Problem.malformed("idx is negative");
                    }
                    yield Integer.MAX_VALUE;
                }
            };
        }

        private static Policy policy(JsonParser in) throws IOException, Problem {
            try {
                return Policy.named(text(in, "policy"));
            } catch (IllegalArgumentException e) {
                throw Problem.malformed(String.valueOf(e.getMessage()));
            }
        }
    }
}
