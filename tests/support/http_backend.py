"""Serves the git repositories of a folder over smart HTTP, through `git http-backend`.

Usage: http_backend.py FOLDER [USER:PASSWORD]. Listens on a free port of 127.0.0.1 and prints its number. With a
login, nothing is served without it. /status/N/... is answered with the status N.
"""

import base64
import http.server
import os
import subprocess
import sys

FOLDER = sys.argv[1]
LOGIN = sys.argv[2] if len(sys.argv) > 2 else None
BACKEND = os.path.join(
    subprocess.run(["git", "--exec-path"], check=True, capture_output=True, text=True).stdout.strip(),
    "git-http-backend",
)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def answer(self):
        parts = self.path.split("/")
        if len(parts) > 2 and parts[1] == "status":
            return self.plain(int(parts[2]))
        if LOGIN and self.headers.get("Authorization") != "Basic " + base64.b64encode(LOGIN.encode()).decode():
            return self.plain(401, [("WWW-Authenticate", 'Basic realm="notes"')])
        path, _, query = self.path.partition("?")
        body = self.body()
        environment = {
            **os.environ,
            "GIT_PROJECT_ROOT": FOLDER,
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_ADDR": "127.0.0.1",
            # Who is known may push.
            "REMOTE_USER": (LOGIN or "anybody").split(":")[0],
        }
        done = subprocess.run([BACKEND], input=body, env=environment, capture_output=True)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = [line.split(": ", 1) for line in head.decode("latin-1").split("\r\n") if ": " in line]
        status = next((int(value.split()[0]) for name, value in headers if name == "Status"), 200)
        self.send_response(status)
        for name, value in headers:
            if name != "Status":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = answer

    def body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def plain(self, status, headers=()):
        self.body()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
