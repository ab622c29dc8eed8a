package actor

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// SpanMax is the longest span of time that a text can give: ten years.
const SpanMax = 10 * 365 * 24 * time.Hour

// ParseSpan reads a span of time as time.ParseDuration does, from 0 to SpanMax. Its errors are of type *SpanError.
func ParseSpan(text string) (time.Duration, error) { return ParseSpanWithin(text, 0, SpanMax) }

// ParseSpanWithin is ParseSpan with other bounds.
func ParseSpanWithin(text string, least, most time.Duration) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	switch {
	case err != nil && !spanForm.MatchString(text):
		return 0, &SpanError{Text: text}
	case err != nil || d < least || d > most: // An error here is that of a span longer than 292 years.
		return 0, &SpanError{Text: text, Least: least, Most: most, OutOfBounds: true}
	}
	return d, nil
}

// spanForm is the form of a span, however long it is.
var spanForm = regexp.MustCompile(`^[-+]?((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$`)

// SpanError is a text that is not a span of time, or a span that is out of bounds.
type SpanError struct {
	Text        string
	OutOfBounds bool
	Least, Most time.Duration // where OutOfBounds
}

// What says what is wrong, without what is possible.
func (e *SpanError) What() string {
	text := e.Text
	if len(text) > spanShown {
		text = strings.ToValidUTF8(text[:spanShown], "") + "…"
	}
	if e.OutOfBounds {
		return text + " is out of bounds"
	}
	return fmt.Sprintf("%q is not a duration", text)
}

// spanShown is how many bytes of the text an error shows.
const spanShown = 40

func (e *SpanError) Error() string {
	if e.OutOfBounds {
		return fmt.Sprintf("%s: want %s to %s", e.What(), SpanText(e.Least), SpanText(e.Most))
	}
	return e.What() + ": want 300ms, 5s or 1m"
}

// SpanText is a span as a person writes it: 87600h for time.Duration's 87600h0m0s.
func SpanText(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
