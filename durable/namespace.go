package durable

import "encoding/binary"

// Namespace is the set of the objects of one class.
type Namespace struct {
	rt      *Runtime
	class   Class
	host    Host
	key     idKey
	objects map[[32]byte]*object
	list    []*object // in the order of first use
	made    bool      // the directory of its databases
}

// Name returns the name of the class.
func (ns *Namespace) Name() string {
	ns.exist("Name")
	return ns.class.Name
}

// exist panics for a namespace that was not given by the runtime.
func (ns *Namespace) exist(op string) {
	if ns == nil || ns.rt == nil {
		panic("durable: " + op + " of a nil Namespace: Runtime.Namespace declares a class and returns its own")
	}
}

// IDFromName returns the ID that belongs to a name: always the same in one namespace, never in two.
func (ns *Namespace) IDFromName(name string) ID {
	ns.exist("IDFromName")
	return ns.key.fromName(name)
}

// NewUniqueID returns an ID that has not been used; in a simulated world chance comes from the seed.
func (ns *Namespace) NewUniqueID() ID {
	ns.exist("NewUniqueID")
	ns.rt.w.Check()
	var base [16]byte
	binary.BigEndian.PutUint64(base[:8], ns.rt.random64())
	binary.BigEndian.PutUint64(base[8:], ns.rt.random64())
	return ns.key.fromBase(base[:])
}

// IDFromString reads the 64 hex digits of ID.String. An ID of another namespace is refused with a TypeError.
func (ns *Namespace) IDFromString(s string) (ID, error) {
	ns.exist("IDFromString")
	return ns.key.fromString(s)
}

// Get returns a new stub for the object. It does not reach out to the object, nor check that the ID belongs to
// this namespace (semantics A6, A8). With the zero ID, which is none, all that the stub is asked fails with the
// TypeError that the reference runtime throws here. The running code is the stub's caller.
func (ns *Namespace) Get(id ID) *Stub {
	ns.exist("Get")
	return &Stub{ns: ns, id: id, from: running(ns.rt.w), link: ns.rt.w.NewLink()}
}

// GetByName is Get of IDFromName.
func (ns *Namespace) GetByName(name string) *Stub {
	ns.exist("GetByName")
	return ns.Get(ns.IDFromName(name))
}

// nameMax is how many bytes of name an object is told of itself; a longer one it does not know [A13].
const nameMax = 1024

// told returns the ID as the object itself sees it.
func told(id ID) ID {
	if len(id.name) > nameMax {
		id.name, id.named = "", false
	}
	return id
}

// object returns the record of an object, making it at the first touch. The first toucher decides whether the
// object knows its name (semantics A13).
func (ns *Namespace) object(id ID) *object {
	if o := ns.objects[id.bytes]; o != nil {
		return o
	}
	w := ns.rt.w
	id = told(id)
	o := &object{
		rt: ns.rt, ns: ns, id: id, label: ns.class.Name + "/" + id.label(),
		disk: w.NewLink(),
	}
	ns.objects[id.bytes] = o
	ns.list = append(ns.list, o)
	return o
}
