package main

import (
	"strings"

	"dolab/durable/platform"

	"github.com/spf13/pflag"
)

// texts is a flag that may be given again for more, each time with one text. Commas do not separate texts: they are
// part of some.
type texts struct {
	to    *[]string
	check func(string) error
	kind  string
}

func (t *texts) String() string { return strings.Join(*t.to, "; ") }

func (t *texts) Type() string { return t.kind }

func (t *texts) Set(s string) error {
	if err := t.check(s); err != nil {
		return err
	}
	*t.to = append(*t.to, s)
	return nil
}

// defineSet adds --set.
func defineSet(set *pflag.FlagSet, to *[]string) {
	set.Var(&texts{to: to, check: overridable, kind: "NAME=VALUE"}, "set",
		"replace a number of the profile, such as Commit=5ms..20ms (dolab list profiles); repeat it for more")
}

// overridable refuses a text that does not set a number of a profile.
func overridable(text string) error {
	_, err := platform.Ideal().Override(text)
	return err
}

// faulty refuses a text that is not a fault.
func faulty(text string) error {
	_, err := platform.ParseFault(text)
	return err
}

// plain are the characters that no shell reads anything into.
const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./,:=+@%µ"

// typed is a word as it has to be typed in a shell.
func typed(word string) string {
	if word != "" && strings.Trim(word, plain) == "" {
		return word
	}
	if !strings.ContainsAny(word, "\"\\$`!") {
		return `"` + word + `"`
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// flagWords are a flag and its value as typed, once for each of several texts.
func flagWords(f *pflag.Flag) []string {
	name, value := "--"+f.Name, f.Value.String()
	t, several := f.Value.(*texts)
	switch {
	case several:
		var words []string
		for _, text := range *t.to {
			words = append(words, name, typed(text))
		}
		return words
	case f.Value.Type() != "bool":
		return []string{name, typed(value)}
	case value == "true":
		return []string{name}
	}
	return []string{name + "=" + value}
}
