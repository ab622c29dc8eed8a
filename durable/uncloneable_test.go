package durable_test

import (
	"errors"
	"iter"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/clone"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
	"dolab/durable/sqlite"
)

// vault gives out what must not leave it.
type vault struct{ st *durable.State }

func (v *vault) Take(what string) any      { return v.things()[what] }
func (v *vault) Keep(any)                  {}
func (v *vault) Fetcher(any) *durable.Stub { return nil }

// things are values of the runtime, with the texts by which the reference runtime refuses them.
func (v *vault) things() map[string]any {
	cursor, err := v.st.Storage.SQL().Exec("SELECT 1")
	if err != nil {
		return nil
	}
	_ = v.st.Storage.KV().Put("entry", 1)
	next, stop := iter.Pull2(v.st.Storage.KV().List(durable.ListOptions{}))
	defer stop()
	entry, _, _ := next()
	client, _ := durable.NewWebSocketPair()
	serial := func(class string) string {
		return `Could not serialize object of type "` + class + `". This type does not support serialization.`
	}
	return map[string]any{
		serial("DurableObjectId"):                           v.st.ID,
		serial("DurableObjectState"):                        v.st,
		serial("DurableObjectStorage"):                      v.st.Storage,
		serial("SyncKvStorage"):                             v.st.Storage.KV(),
		serial("SqlStorage"):                                v.st.Storage.SQL(),
		serial("Cursor"):                                    cursor,
		serial("DurableObjectNamespace"):                    v.st.Namespace("Vault"),
		serial("WebSocket"):                                 client,
		"ServiceStub cannot be serialized in this context.": v.st.Namespace("Vault").GetByName("b"),
		"durable.Entry could not be cloned.":                entry,
		"durable_test.vault could not be cloned.":           v,
	}
}

// TestUncloneable: what belongs to the runtime is refused in storage, calls, results and attachments, at any depth.
func TestUncloneable(t *testing.T) {
	w := durabletest.New(t)
	ns := durabletest.Class(w, "Vault", func(st *durable.State) *vault { return &vault{st} })
	stub := ns.GetByName("a")
	var texts []string
	err := durabletest.RunInDurableObject(w, stub, func(v *vault, st *durable.State) error {
		kv := st.Storage.KV()
		require.NoError(t, kv.Put("k", "old"))
		_, socket := durable.NewWebSocketPair()
		for text, thing := range v.things() {
			texts = append(texts, text)
			for _, value := range []any{thing, map[string]any{"a": []any{thing}}, &[]struct{ V any }{{thing}}} {
				for what, err := range map[string]error{
					"put":        kv.Put("k", value),
					"attachment": socket.SerializeAttachment(value),
					"argument":   second(stub.Call("Keep", value)),
				} {
					require.EqualError(t, err, "DataCloneError: "+text, what)
					require.ErrorIs(t, err, &platform.Error{Name: "DataCloneError"}, what)
				}
			}
		}
		kept, err := durable.Get[any](kv, "k")
		require.Equal(t, "old", kept)
		return err
	})
	require.NoError(t, err)
	require.Len(t, texts, 11)
	for _, text := range texts {
		_, err := stub.Call("Take", text)
		require.ErrorIs(t, err, &platform.Error{Name: "DataCloneError", Message: text, Remote: true})
	}
	got, err := stub.Call("Fetcher", nil)
	require.NoError(t, err)
	require.Nil(t, got, "a nil stub is null")
}

func second[T any](_ T, err error) error { return err }

// TestErrorCauses: a refused value says where it stood, and SQLite's error has its code, on this side of a call.
func TestErrorCauses(t *testing.T) {
	w := durabletest.New(t)
	ns := durabletest.Class(w, "Vault", func(st *durable.State) *vault { return &vault{st} })
	err := durabletest.RunInDurableObject(w, ns.GetByName("a"), func(_ *vault, st *durable.State) error {
		err := st.Storage.KV().Put("k", map[string]any{"list": []any{1, func() {}}})
		var refused *clone.DataCloneError
		require.ErrorAs(t, err, &refused)
		require.Equal(t, "list[1]", refused.Path)
		_, err = st.Storage.SQL().Exec("SELECT nope")
		var failed *sqlite.Error
		require.ErrorAs(t, err, &failed)
		require.Equal(t, 1, failed.Code)
		return nil
	})
	require.NoError(t, err)
	_, err = ns.GetByName("a").Call("Take", "durable_test.vault could not be cloned.")
	require.Error(t, err)
	require.NoError(t, errors.Unwrap(err), "a cause does not travel")
}

// TestStoredErrors: an error that is kept is an Error, with what it wraps and its flags.
func TestStoredErrors(t *testing.T) {
	w := durabletest.New(t)
	ns := durabletest.Class(w, "Vault", func(st *durable.State) *vault { return &vault{st} })
	err := durabletest.RunInDurableObject(w, ns.GetByName("a"), func(_ *vault, st *durable.State) error {
		kv := st.Storage.KV()
		lost := &platform.Error{Name: "TypeError", Message: "m", Retryable: true, Remote: true}
		require.NoError(t, kv.Put("k", errors.Join(lost, errors.New("x"))))
		v, err := durable.Get[any](kv, "k")
		require.NoError(t, err)
		joined := v.(*clone.Error)
		require.Equal(t, "AggregateError", joined.Name)
		list, _ := joined.Get("errors")
		require.Equal(t, []any{
			&clone.Error{Name: "TypeError", Message: "m", Props: []clone.Property{
				{Key: "retryable", Value: true}, {Key: "remote", Value: true},
			}},
			&clone.Error{Name: "Error", Message: "x", Props: []clone.Property{}},
		}, list)

		require.NoError(t, kv.Put("k", lost))
		back, err := durable.Get[*platform.Error](kv, "k")
		require.Equal(t, lost, back)
		return err
	})
	require.NoError(t, err)
}
