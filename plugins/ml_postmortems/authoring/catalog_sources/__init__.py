"""What other systems list - Backstage, an MLflow registry, a table of models - compared with the catalog."""
