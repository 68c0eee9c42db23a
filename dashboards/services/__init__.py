"""What the pages may ask; pages know nothing of sim, services nothing of pages.

One module a page, named as the page, and a few that pages share:

* :mod:`dashboards.services.shelf`: the scenarios that can be opened, by key;
* :mod:`dashboards.services.plans`: a scenario with other heads in its shifts;
* :mod:`dashboards.services.questions`: what would happen with these people;
* :mod:`dashboards.services.runs`: its answer, computed in the background once;
* :mod:`dashboards.services.background`: the queues for long work of any other kind.
"""
