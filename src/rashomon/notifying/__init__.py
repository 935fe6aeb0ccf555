"""What happens by itself after a round of `watch`: grown events are compared, new conflicts are posted to a webhook."""

from rashomon.notifying.after_round import AfterRound
from rashomon.notifying.growth import begin_comparing, compare_grown
from rashomon.notifying.webhook import Webhook, begin_posting, post_conflicts

__all__ = ["AfterRound", "Webhook", "begin_comparing", "begin_posting", "compare_grown", "post_conflicts"]
