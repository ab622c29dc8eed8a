package jobqueue

import (
	"strings"

	"dolab/durable"
)

// Mailer stands for the service outside that sends letters. Like a good one it takes a key with each.
type Mailer struct{ st *durable.State }

// MailerClass declares the mailer.
func MailerClass() durable.Class {
	return durable.Class{Name: "Mailer", New: func(st *durable.State) (durable.Object, error) { return &Mailer{st}, nil }}
}

// Send sends a letter, once for each key, and reports whether it knows the address.
func (m *Mailer) Send(key, to string) (bool, error) {
	if to == "nobody" {
		return false, nil
	}
	return true, m.st.Storage.KV().Put("letter:"+key, to) // The same key again writes the same letter.
}

// Sent returns whom letters went to, by their keys.
func (m *Mailer) Sent() (map[string]string, error) {
	sent := map[string]string{}
	for entry, err := range m.st.Storage.KV().List(durable.ListOptions{Prefix: "letter:"}) {
		if err != nil {
			return nil, err
		}
		var to string
		if err := entry.Read(&to); err != nil {
			return nil, err
		}
		sent[strings.TrimPrefix(entry.Key, "letter:")] = to
	}
	return sent, nil
}
