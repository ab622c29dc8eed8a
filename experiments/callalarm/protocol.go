package callalarm

import (
	"encoding/json"
	"fmt"
)

// request is what the client says.
type request struct {
	Action string `json:"action"` // test-call, run-batch
	Mode   string `json:"mode"`   // alarm, direct
	ID     int    `json:"id"`     // of a test-call
	Count  int    `json:"count,omitempty"`
}

const (
	actionCall  = "test-call"
	actionBatch = "run-batch"
)

// The kinds of replies.
const (
	typeComplete = "call-complete"
	typeError    = "error"
	typeStarted  = "batch-started"
	typeProgress = "progress"
	typeBatch    = "batch-complete"
)

// What the controller says.
type (
	callComplete struct {
		Type string `json:"type"`
		ID   int    `json:"id"`
	}
	callError struct {
		Type    string `json:"type"`
		ID      int    `json:"id"`
		Message string `json:"message"`
	}
	batchStarted struct {
		Type  string `json:"type"`
		Mode  string `json:"mode"`
		Count int    `json:"count"`
	}
	progress struct {
		Type      string `json:"type"`
		Mode      string `json:"mode"`
		Completed int    `json:"completed"`
		Total     int    `json:"total"`
		Elapsed   int64  `json:"elapsed"` // milliseconds of the object's clock
	}
	batchComplete struct {
		Type          string   `json:"type"`
		Mode          string   `json:"mode"`
		TotalTime     int64    `json:"totalTime"` // milliseconds of the object's clock
		Completed     int      `json:"completed"`
		Errors        int      `json:"errors"`
		ErrorMessages []string `json:"errorMessages"`
	}
)

// encode is a message as it travels.
func encode(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode %T: %w", v, err)
	}
	return string(b), nil
}

// decode reads a message as a T.
func decode[T any](text string) (T, error) {
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return v, fmt.Errorf("decode %q: %w", text, err)
	}
	return v, nil
}
