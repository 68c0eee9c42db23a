"""The web server around the pages: ``python -m dashboards.server``.

Streamlit's ASGI app under uvicorn, with what a page script cannot do around it:

* :mod:`dashboards.server.hosts`: only requests that name this server;
* :mod:`dashboards.server.headers`: what browsers are told about safety;
* :mod:`dashboards.server.gate`: nobody without a session gets past ``/account``;
* :mod:`dashboards.server.compression`: scripts are sent compressed, once packed;
* :mod:`dashboards.server.entrance`, ``links``, ``own_account``, ``oidc``, ``proxy``:
  login, logout, invitation, reset, own account.

All of it is plain ASGI: middleware that only knows HTTP would not see websockets.
"""
