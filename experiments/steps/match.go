package steps

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"dolab/experiments/search"
)

// quote is a text as a reader sees it, cut short.
func quote(text string) string { return strconv.Quote(clipped(text)) }

func clipped(text string) string {
	if r := []rune(text); len(r) > shownMax {
		return string(r[:shownMax]) + "…"
	}
	return text
}

// jsonText is a value as JSON, cut short.
func jsonText(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Sprint(v)
	}
	return clipped(string(bytes.TrimSpace(b.Bytes())))
}

// holdJSON compares a text with the JSON that is expected of it.
func holdJSON(field string, want *search.Node, text string) error {
	var got any
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	if err := d.Decode(&got); err != nil || d.More() {
		return &Mismatch{want.Line, field, jsonText(want.Data()), "what is not JSON: " + quote(text)}
	}
	return part(field, want, got)
}

// holdValue compares a value of Go with the JSON that is expected of it.
func holdValue(field string, want *search.Node, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return &Mismatch{want.Line, field, jsonText(want.Data()), fmt.Sprintf("what JSON does not have: %T", v)}
	}
	return holdJSON(field, want, string(data))
}

// part compares JSON with what is expected of it: a mapping may have more fields, a list has as many items.
func part(field string, want *search.Node, got any) error {
	unlike := func() error { return &Mismatch{want.Line, field, jsonText(want.Data()), jsonText(got)} }
	switch want.Kind {
	case search.NodeMapping:
		m, ok := got.(map[string]any)
		if !ok {
			return unlike()
		}
		for n := range want.Fields {
			f := &want.Fields[n]
			v, has := m[f.Name]
			if !has {
				return &Mismatch{f.Line, field + "." + f.Name, jsonText(f.Value.Data()), "none in " + jsonText(got)}
			}
			if err := part(field+"."+f.Name, &f.Value, v); err != nil {
				return err
			}
		}
		return nil
	case search.NodeList:
		list, ok := got.([]any)
		if !ok || len(list) != len(want.Items) {
			return unlike()
		}
		for n := range want.Items {
			if err := part(fmt.Sprintf("%s[%d]", field, n), &want.Items[n], list[n]); err != nil {
				return err
			}
		}
		return nil
	}
	if !sameScalar(want.Value, got) {
		return unlike()
	}
	return nil
}

// sameScalar compares scalars, numbers by their value.
func sameScalar(want, got any) bool {
	n, ok := got.(json.Number)
	if !ok {
		return want == got
	}
	switch w := want.(type) {
	case int64:
		if i, err := n.Int64(); err == nil {
			return i == w
		}
		f, err := n.Float64()
		return err == nil && f == float64(w)
	case float64:
		f, err := n.Float64()
		return err == nil && f == w
	}
	return false
}
