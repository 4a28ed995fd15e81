package dev.holdfast.cli.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.call.Failure;
import dev.holdfast.cli.call.Web;
import dev.holdfast.event.ListId;
import java.net.URI;

/// One entry of one list as a person writes it: `URI#idx`, or `LISTID:idx`.
///
/// @param member `uri` or `list`
record Reference(String member, String value, int idx) {
    static Reference parse(String text) throws Failure {
        int hash = text.lastIndexOf('#');
        int at = hash >= 0 ? hash : text.lastIndexOf(':');
        if (at < 0) {
            throw wrong(text);
        }
        String value = text.substring(0, at);
        try {
            int idx = Integer.parseInt(text.substring(at + 1));
            boolean absolute = hash >= 0 && URI.create(value).isAbsolute();
            if (idx < 0 || absolute != hash >= 0) {
                throw wrong(text);
            }
            return hash >= 0 ? new Reference("uri", value, idx) : new Reference("list", new ListId(value).value(), idx);
        } catch (IllegalArgumentException e) {
            throw wrong(text);
        }
    }

    private static Failure wrong(String text) {
        return Failure.usage("not a reference: " + text + "; write URI#idx or LISTID:idx");
    }

    ObjectNode toJson() {
        return Web.JSON.createObjectNode().put(member, value).put("idx", idx);
    }
}
