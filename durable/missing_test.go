package durable_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// seeker asks for the namespace of any class.
type seeker struct{ st *durable.State }

func (s *seeker) Ask(class string) string { return s.st.Namespace(class).Name() }

// panicOf is what a function panics with.
func panicOf(fn func()) (value any) {
	defer func() { value = recover() }()
	fn()
	return nil
}

// TestUndeclaredClass: whoever looks for a class that is not declared hears which are.
func TestUndeclaredClass(t *testing.T) {
	w := durabletest.New(t)
	const none = `durable: no such class: "Rooom" is not declared; `
	nobody, _ := panicOf(func() { w.Objects.Lookup("Rooom") }).(error)
	require.EqualError(t, nobody, none+"no class is")

	durabletest.Class(w, "Room", func(st *durable.State) *seeker { return &seeker{st} })
	durabletest.Class(w, "Lobby", func(st *durable.State) *seeker { return &seeker{st} })
	err, _ := panicOf(func() { w.Objects.Lookup("Rooom") }).(error)
	require.EqualError(t, err, none+"declared: Room, Lobby")
	require.ErrorIs(t, err, durable.ErrNoClass)

	name, err := durable.Call[string](w.Objects.Lookup("Lobby").GetByName("a"), "Ask", "Room")
	require.NoError(t, err)
	require.Equal(t, "Room", name)
	inside := panicOf(func() { _, _ = w.Objects.Lookup("Lobby").GetByName("a").Call("Ask", "Rooom") })
	require.Contains(t, fmt.Sprint(inside), none+"declared: Room, Lobby")
	err, _ = inside.(error)
	require.ErrorIs(t, err, durable.ErrNoClass)
}

// TestZeroValues: a namespace, a stub and a State that the runtime has not given say where they come from.
func TestZeroValues(t *testing.T) {
	w := durabletest.New(t)
	var (
		ns     *durable.Namespace
		stub   *durable.Stub
		cursor *durable.Cursor
	)
	const (
		nilNamespace = " of a nil Namespace: Runtime.Namespace declares a class and returns its own"
		nilStub      = " of a nil Stub: a Namespace gives stubs, by Get and GetByName"
		nilCursor    = " of a nil Cursor: its Exec has failed, and returned an error"
		zeroState    = " of a zero State, Storage, KV, SQL or Cursor: the constructor of a class gets its State"
	)
	for text, fn := range map[string]func(){
		"GetByName" + nilNamespace:    func() { ns.GetByName("a") },
		"Get" + nilNamespace:          func() { ns.Get(durable.ID{}) },
		"IDFromName" + nilNamespace:   func() { new(durable.Namespace).IDFromName("a") },
		"IDFromString" + nilNamespace: func() { _, _ = ns.IDFromString("a") },
		"NewUniqueID" + nilNamespace:  func() { ns.NewUniqueID() },
		"Objects" + nilNamespace:      func() { ns.Objects() },
		"Name" + nilNamespace:         func() { ns.Name() },
		"a call" + nilStub:            func() { _, _ = stub.Call("Ask") },
		"Dial" + nilStub:              func() { _, _ = stub.Dial(durable.NewRequest("http://x/")) },
		"Fetch" + nilStub:             func() { _, _ = new(durable.Stub).Fetch(durable.NewRequest("http://x/")) },
		"Label" + nilStub:             func() { stub.Label() },
		"ID" + nilStub:                func() { stub.ID() },
		"Evict" + nilStub:             func() { _ = w.Objects.Evict(stub) },
		"Crash" + nilStub:             func() { _ = w.Objects.Crash(stub) },
		"Look" + nilStub:              func() { _, _ = w.Objects.Look(stub) },
		"Inspect" + nilStub:           func() { _, _ = w.Objects.Inspect(stub) },
		"Query" + nilStub:             func() { _, _ = w.Objects.Query(stub, "SELECT 1") },
		"Usage" + nilStub:             func() { _, _ = w.Objects.Usage(stub) },
		"Now" + zeroState:             func() { new(durable.State).Now() },
		"Namespace" + zeroState:       func() { new(durable.State).Namespace("Room") },
		"Put" + zeroState:             func() { _ = new(durable.KV).Put("a", 1) },
		"Exec" + zeroState:            func() { _, _ = new(durable.SQL).Exec("SELECT 1") },
		"Next" + nilCursor:            func() { new(durable.Cursor).Next() },
		"All" + nilCursor:             func() { _, _ = cursor.All() },
		"One" + nilCursor:             func() { _, _ = cursor.One() },
		"Scan" + nilCursor:            func() { _ = cursor.Scan() },
		"Row" + nilCursor:             func() { cursor.Row() },
		"Err" + nilCursor:             func() { _ = cursor.Err() },
		"ColumnNames" + nilCursor:     func() { cursor.ColumnNames() },
		"RowsRead" + nilCursor:        func() { cursor.RowsRead() },
		"RowsWritten" + nilCursor:     func() { _, _ = cursor.RowsWritten() },
		"Sync" + zeroState:            func() { _ = new(durable.Storage).Sync() },
	} {
		require.Equal(t, "durable: "+text, panicOf(fn))
	}
	cursor.Close()
}

// TestZeroID: nothing is reached by the ID that is none (semantics A6).
func TestZeroID(t *testing.T) {
	w := durabletest.New(t)
	ns := durabletest.Class(w, "Room", func(st *durable.State) *seeker { return &seeker{st} })
	stub := ns.Get(durable.ID{})
	want := "TypeError: Failed to execute 'get' on 'DurableObjectNamespace': parameter 1 is not of type 'DurableObjectId'."
	_, called := stub.Call("Ask", "Room")
	_, fetched := stub.Fetch(durable.NewRequest("http://x/"))
	_, dialled := stub.Dial(durable.NewRequest("http://x/"))
	_, looked := w.Objects.Look(stub)
	_, inspected := w.Objects.Inspect(stub)
	_, asked := w.Objects.Query(stub, "SELECT 1")
	_, used := w.Objects.Usage(stub)
	for n, err := range []error{
		called, fetched, dialled, looked, inspected, asked, used, w.Objects.Evict(stub), w.Objects.Crash(stub),
	} {
		require.EqualError(t, err, want, n)
	}
	require.Equal(t, "Room/none", stub.Label())
	require.Empty(t, ns.Objects())
}

// TestNoObject: a constructor must return an object or an error.
func TestNoObject(t *testing.T) {
	w := durabletest.New(t)
	ns := w.Namespace(durable.Class{Name: "Room", New: func(*durable.State) (durable.Object, error) { return nil, nil }})
	_, err := ns.GetByName("a").Call("Ask")
	require.EqualError(t, err, "the constructor of class Room returned neither an object nor an error")
	require.ErrorIs(t, err, &platform.Error{DurableObjectReset: true})
}
