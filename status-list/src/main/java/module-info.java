/// The pure library of Holdfast: events, the fold, lists, trees, checkpoints, formats, trust, replica and check.
/// It sees no network, no broker and no clock; everything it needs to know is a parameter.
module dev.holdfast.statuslist {
    requires transitive com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.cbor;
    requires static jakarta.json;
    requires org.bouncycastle.provider;
    requires transitive org.jspecify;
    requires static titanium.json.ld;
    requires static titanium.rdf.api;
    requires static titanium.rdf.n.quads;
    requires static titanium.rdfc;

    exports dev.holdfast.bitstring;
    exports dev.holdfast.check;
    exports dev.holdfast.checkpoint;
    exports dev.holdfast.credential;
    exports dev.holdfast.event;
    exports dev.holdfast.fold;
    exports dev.holdfast.format;
    exports dev.holdfast.integrity;
    exports dev.holdfast.issuer;
    exports dev.holdfast.jsonld;
    exports dev.holdfast.layout;
    exports dev.holdfast.list;
    exports dev.holdfast.replica;
    exports dev.holdfast.sdjwt;
    exports dev.holdfast.sign;
    exports dev.holdfast.tree;
    exports dev.holdfast.trust;
    exports dev.holdfast.vc;
}
