package server

import (
	"cmp"

	"github.com/labstack/echo/v4"

	"waptkb/server/chat"
	"waptkb/server/mcp"
)

// openChannels makes the chats and the MCP server, which ask the same service as
// pages and API.
func (s *Server) openChannels() error {
	cfg := s.cfg.Chat
	cfg.PublicURL = cmp.Or(cfg.PublicURL, s.cfg.PublicURL, s.cfg.ListenURL)
	var err error
	if s.chats, err = chat.New(cfg, s.cfg.Index, s.cfg.Messages, s.log); err != nil {
		return err
	}
	assistants, err := mcp.New(mcp.Config{
		Engine: s.cfg.Index, Texts: s.cfg.Messages, Logger: s.log, Version: s.cfg.Version,
		PublicURL: s.cfg.PublicURL, Admit: s.admit,
	})
	if err != nil {
		return err
	}
	s.mcp, err = assistants.Handler()
	return err
}

// channelRoutes lists the addresses of chats and assistants. A chat without its
// secret has none.
func (s *Server) channelRoutes(e *echo.Echo) {
	for _, endpoint := range s.chats.Endpoints() {
		e.Add(endpoint.Method, endpoint.Path, echo.WrapHandler(endpoint.Handler))
	}
	e.Any("/mcp", echo.WrapHandler(s.mcp), limitTime(mcpReadTime, apiWriteTime)) // answers 405 to what is not POST
}
