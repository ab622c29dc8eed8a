package durable

// What belongs to the runtime is refused wherever a structured clone is made: in storage, in arguments and results of
// calls, in attachments and payloads. The texts are the reference runtime's. It does let a stub travel as an argument;
// here the callee makes one of its own from a name or an ID.

// unserializable is the refusal of a class of the runtime's.
func unserializable(class string) string {
	return `Could not serialize object of type "` + class + `". This type does not support serialization.`
}

// CloneRefusal implements clone.Uncloneable: keep an ID by its String.
func (ID) CloneRefusal() string { return unserializable("DurableObjectId") }

// CloneRefusal implements clone.Uncloneable.
func (*Stub) CloneRefusal() string { return "ServiceStub cannot be serialized in this context." }

// CloneRefusal implements clone.Uncloneable.
func (*Namespace) CloneRefusal() string { return unserializable("DurableObjectNamespace") }

// CloneRefusal implements clone.Uncloneable.
func (*State) CloneRefusal() string { return unserializable("DurableObjectState") }

// CloneRefusal implements clone.Uncloneable.
func (*Storage) CloneRefusal() string { return unserializable("DurableObjectStorage") }

// CloneRefusal implements clone.Uncloneable.
func (*KV) CloneRefusal() string { return unserializable("SyncKvStorage") }

// CloneRefusal implements clone.Uncloneable.
func (*SQL) CloneRefusal() string { return unserializable("SqlStorage") }

// CloneRefusal implements clone.Uncloneable.
func (*Cursor) CloneRefusal() string { return unserializable("Cursor") }

// CloneRefusal implements clone.Uncloneable.
func (*WebSocket) CloneRefusal() string { return unserializable("WebSocket") }

// CloneRefusal implements clone.Uncloneable: keep what Read or Value gives.
func (Entry) CloneRefusal() string { return "durable.Entry could not be cloned." }
