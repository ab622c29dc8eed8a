package main

import (
	"bytes"
	"encoding/json"
)

// field is one member of a JSON object, its value as written.
type field struct{ name, value string }

// fields returns the members of a JSON object in their order, none for anything else.
func fields(object json.RawMessage) []field {
	d := json.NewDecoder(bytes.NewReader(object))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	var all []field
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil
		}
		text, _ := name.(string)
		all = append(all, field{text, string(value)})
	}
	return all
}
