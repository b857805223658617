package mcp

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
)

// codeLimit is the error code of what would cost too much. JSON-RPC leaves
// -32000 to servers.
const codeLimit = -32000

// refusal is why a message is not worked on.
type refusal struct {
	code   int64
	status int    // over HTTP, unless the message is one of a batch
	key    string // of the text
	pairs  []any  // that fill in the text
}

func (r *refusal) Error() string { return r.key }

var (
	refuseParse      = &refusal{jsonrpc.CodeParseError, http.StatusBadRequest, "mcp.error.parse", nil}
	refuseMessage    = &refusal{jsonrpc.CodeInvalidRequest, http.StatusBadRequest, "mcp.error.message", nil}
	refuseID         = &refusal{jsonrpc.CodeInvalidRequest, http.StatusBadRequest, "mcp.error.id", []any{"n", maxID}}
	refuseValues     = &refusal{jsonrpc.CodeInvalidRequest, http.StatusBadRequest, "mcp.error.values", []any{"n", maxValues}}
	refuseInitialize = &refusal{jsonrpc.CodeInvalidRequest, http.StatusBadRequest, "mcp.error.initialize", nil}
	refuseBatch      = &refusal{jsonrpc.CodeInvalidRequest, http.StatusBadRequest, "mcp.error.batch", nil}
	refuseCalls      = &refusal{jsonrpc.CodeInvalidRequest, http.StatusBadRequest, "mcp.error.calls", []any{"n", maxBatch}}
	refuseAnswer     = &refusal{codeLimit, http.StatusOK, "mcp.error.answer", []any{"n", maxAnswer >> 20}}
	refuseSlow       = &refusal{jsonrpc.CodeInvalidRequest, http.StatusRequestTimeout, "mcp.error.slow", nil}
	refuseBusy       = &refusal{codeLimit, http.StatusServiceUnavailable, "mcp.error.busy", nil}
)

// refuseSize refuses a message of more than a number of bytes.
func refuseSize(limit int64) *refusal {
	return &refusal{jsonrpc.CodeInvalidRequest, http.StatusRequestEntityTooLarge, "mcp.error.size", []any{"n", limit >> 10}}
}

// refuseRate refuses a call of a client that asks too often.
func refuseRate(seconds int) *refusal {
	return &refusal{codeLimit, http.StatusTooManyRequests, "mcp.error.rate", []any{"n", seconds}}
}

// refuse gives the answer to a message that is not worked on. id is as it came;
// nil is for a message of which none is known.
func (s *Server) refuse(id json.RawMessage, r *refusal) []byte {
	return errorAnswer(id, r.code, s.text(r.key, r.pairs...))
}

func errorAnswer(id json.RawMessage, code int64, text string) []byte {
	if id == nil {
		id = json.RawMessage("null")
	}
	told, err := json.Marshal(jsonrpc.Error{Code: code, Message: text})
	if err != nil {
		panic(err) // a number and a string
	}
	// Put together by hand: encoding would change the id.
	return bytes.Join([][]byte{[]byte(`{"jsonrpc":"2.0","id":`), id, []byte(`,"error":`), told, []byte(`}`)}, nil)
}
